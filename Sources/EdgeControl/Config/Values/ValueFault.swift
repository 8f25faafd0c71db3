public import EdgeTypes

/// Why a value does not say what its option needs.
public struct ValueFault: Error, Equatable, Sendable {
  /// Follows the quoted value: "is not a rate".
  public let what: Text
  public let expected: Text
  public let nearest: [UInt8]?

  init(_ what: Text, expected: Text, nearest: [UInt8]? = nil) {
    (self.what, self.expected, self.nearest) = (what, expected, nearest)
  }
}

/// A decimal number in front of a unit, in thousandths so that `1.5mbit` is exact.
struct Quantity {
  private let thousandths: UInt64
  /// What follows the number, in lower case.
  let unit: [UInt8]
  let hasFraction: Bool

  /// Nil unless `text` starts with a digit, has at most 12 digits before and 3 after a point.
  init?(_ text: [UInt8]) {
    let whole = text.prefix(while: isDigit)
    guard (1...12).contains(whole.count) else { return nil }
    var rest = text.dropFirst(whole.count)
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: isDigit)
      guard (1...3).contains(fraction.count) else { return nil }
      rest = rest.dropFirst(1 + fraction.count)
    }
    let padded =
      Array(whole) + Array(fraction) + [UInt8](repeating: 0x30, count: 3 - fraction.count)
    thousandths = padded.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
    unit = rest.map(lowercased)
    hasFraction = !fraction.isEmpty
  }

  /// The number times `unit`, rounded down; nil if that is more than 2^63.
  func times(_ unit: UInt64) -> UInt64? {
    let (high, low) = thousandths.multipliedFullWidth(by: unit)
    guard high < 1000 else { return nil }
    let product = UInt64(1000).dividingFullWidth((high, low)).quotient
    return product <= UInt64(Int64.max) ? product : nil
  }
}

func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// A whole number with an optional minus sign and at most nine digits.
func wholeNumber(_ text: some Collection<UInt8>) -> Int? {
  let isNegative = text.first == UInt8(ascii: "-")
  let digits = text.dropFirst(isNegative ? 1 : 0)
  guard (1...9).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
  let magnitude = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  return isNegative ? -magnitude : magnitude
}
