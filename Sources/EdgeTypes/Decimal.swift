extension UInt64 {
  /// The number that decimal digits spell; nil for anything else, nothing at all and what does not
  /// fit included.
  public init?(decimalDigits: some Collection<UInt8>) {
    guard !decimalDigits.isEmpty else { return nil }
    var value: UInt64 = 0
    for digit in decimalDigits {
      guard (0x30...0x39).contains(digit) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit - 0x30))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    self = value
  }
}
