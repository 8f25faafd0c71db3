/// An IPv4 or IPv6 address.
public enum IPAddress: Hashable, Sendable {
  case v4(IPv4Address)
  case v6(IPv6Address)

  /// Reads 4 or 16 bytes in network order; nil for any other number of them.
  public init?(bytes: [UInt8]) {
    let number: (ArraySlice<UInt8>) -> UInt64 = { $0.reduce(0) { $0 << 8 | UInt64($1) } }
    switch bytes.count {
    case 4: self = .v4(IPv4Address(bits: UInt32(truncatingIfNeeded: number(bytes[...]))))
    case 16: self = .v6(IPv6Address(high: number(bytes[..<8]), low: number(bytes[8...])))
    default: return nil
    }
  }

  /// Reads the strict dotted form of IPv4 (RFC 6943, section 3.1.1) or a form of RFC 4291,
  /// section 2.2, without a zone.
  public init?(text: [UInt8]) {
    if let address = IPv4Address(text: text) {
      self = .v4(address)
    } else if let address = IPv6Address(text: text) {
      self = .v6(address)
    } else {
      return nil
    }
  }

  /// In network order: 4 or 16.
  public var bytes: [UInt8] {
    switch self {
    case .v4(let address): address.bytes
    case .v6(let address): address.bytes
    }
  }

  public var text: Text {
    switch self {
    case .v4(let address): address.text
    case .v6(let address): address.text
    }
  }

  /// Whether one host can have it.
  public var isUnicast: Bool {
    switch self {
    case .v4(let address): address.isUnicast
    case .v6(let address): address.isUnicast
    }
  }

  /// Whether the address can be on the public Internet (IANA special-purpose registries, RFC 6890).
  ///
  /// Addresses that carry an IPv4 address inside are judged by it or refused.
  public var isPublic: Bool {
    switch self {
    case .v4(let address): IPAddress.isPublic(address.bits)
    case .v6(let address): IPAddress.isPublic(address)
    }
  }

  private static func isPublic(_ bits: UInt32) -> Bool {
    switch (bits >> 24, bits >> 16 & 255, bits >> 8 & 255) {
    case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): false
    case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _): false
    case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 51, 100), (203, 0, 113): false
    case (198, 18...19, _): false
    default: true
    }
  }

  private static func isPublic(_ address: IPv6Address) -> Bool {
    if address.high == 0, address.low >> 32 == 0xFFFF {
      return isPublic(UInt32(truncatingIfNeeded: address.low))
    }
    switch (address.high >> 48, address.high >> 32 & 0xFFFF) {
    case (0x2001, 0x0000...0x01FF), (0x2001, 0x0DB8), (0x2002, _), (0x3FFF, 0...0x0FFF):
      return false
    case (0x2000...0x3FFF, _): return true
    default: return false
    }
  }
}
