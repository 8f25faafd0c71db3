extension UInt64 {
  /// The number that decimal digits spell; nil for anything else, nothing at all, more than `count`
  /// digits and what does not fit included.
  public init?(decimalDigits: some Collection<UInt8>, atMost count: Int = .max) {
    guard !decimalDigits.isEmpty, decimalDigits.count <= count else { return nil }
    var value: UInt64 = 0
    for digit in decimalDigits {
      guard ASCII.isDigit(digit) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit - 0x30))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    self = value
  }
}

extension Int {
  /// The number that decimal digits after an optional minus sign spell; nil for anything else and
  /// for more than `count` digits, of which no more than nine fit on every machine.
  public init?(decimalText: some Collection<UInt8>, atMost count: Int = 9) {
    let isNegative = decimalText.first == UInt8(ascii: "-")
    let digits = decimalText.dropFirst(isNegative ? 1 : 0)
    guard let magnitude = UInt64(decimalDigits: digits, atMost: count),
      let value = Int(exactly: magnitude)
    else { return nil }
    self = isNegative ? -value : value
  }
}
