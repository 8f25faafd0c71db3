public import EdgeTypes

extension IPv6Address {
  /// All eight groups: plain rather than short.
  public var planText: Text {
    var text = Text()
    for (index, half) in [high, low].enumerated() {
      for shift in [48, 32, 16, 0] {
        if index > 0 || shift < 48 { text.append(":") }
        text.append(Hex.digits(UInt32(half >> UInt64(shift) & 0xFFFF)))
      }
    }
    return text
  }
}
