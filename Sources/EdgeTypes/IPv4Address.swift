/// An IPv4 address in host byte order: 10.0.0.2 is 0x0A00_0002.
public struct IPv4Address: Hashable, Sendable {
  public let bits: UInt32
  public init(bits: UInt32) { self.bits = bits }

  /// Reads four decimal numbers from 0 to 255 with dots between them and no leading zeros.
  public init?(text: [UInt8]) {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.count), part.count == 1 || part.first != 0x30 else { return nil }
      guard let value = UInt64(decimalDigits: part), value <= 255 else { return nil }
      bits = bits << 8 | UInt32(value)
    }
    self.bits = bits
  }

  /// In network order.
  public var bytes: [UInt8] { withUnsafeBytes(of: bits.bigEndian) { Array($0) } }

  public var text: Text {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }

  /// What a host can have: not in 0.0.0.0/8 or 127.0.0.0/8, and below 224.0.0.0 (RFC 6890,
  /// section 2.2.2).
  public var isUnicast: Bool {
    let first = bits >> 24
    return first != 0 && first != 127 && first < 224
  }
}
