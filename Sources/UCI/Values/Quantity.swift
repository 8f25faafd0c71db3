internal import EdgeTypes

/// A decimal number in front of a unit, in thousandths so that `1.5mbit` is exact.
struct Quantity {
  private let thousandths: UInt64
  /// What follows the number, in lower case.
  let unit: [UInt8]
  let hasFraction: Bool

  /// Nil unless `text` starts with a digit, has at most 12 digits before and 3 after a point.
  init?(_ text: [UInt8]) {
    let whole = text.prefix(while: ASCII.isDigit)
    guard (1...12).contains(whole.count) else { return nil }
    var rest = text.dropFirst(whole.count)
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: ASCII.isDigit)
      guard (1...3).contains(fraction.count) else { return nil }
      rest = rest.dropFirst(1 + fraction.count)
    }
    let padded =
      Array(whole) + Array(fraction) + [UInt8](repeating: 0x30, count: 3 - fraction.count)
    guard let thousandths = UInt64(decimalDigits: padded) else { return nil }
    self.thousandths = thousandths
    unit = ASCII.lowercased(rest)
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
