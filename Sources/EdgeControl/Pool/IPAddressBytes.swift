public import EdgeTypes

/// An IPv4 or IPv6 address in network order, and what kind of place it names.
public struct IPAddressBytes: Hashable, Sendable {
  /// 4 or 16 bytes.
  public let bytes: [UInt8]

  /// Nil unless there are 4 or 16 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  public init(_ address: IPv4Address) { bytes = address.bytes }
  public init(_ address: IPv6Address) { bytes = address.bytes }

  /// Four decimal numbers with dots and without leading zeros (RFC 6943 section 3.1.1, strict form).
  public init?(v4 text: [UInt8]) {
    guard let address = IPv4Address(text: text) else { return nil }
    self.init(address)
  }

  /// The text forms of RFC 4291 section 2.2, without a zone.
  public init?(v6 text: [UInt8]) {
    guard let address = IPv6Address(text: text) else { return nil }
    self.init(address)
  }

  /// Whether the address can be on the public Internet (IANA special-purpose registries, RFC 6890).
  ///
  /// Addresses that carry an IPv4 address inside are judged by it or refused.
  public var isPublic: Bool { bytes.count == 4 ? isPublicV4 : isPublicV6 }

  private var isPublicV4: Bool {
    switch (bytes[0], bytes[1], bytes[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): false
    case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _): false
    case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 51, 100), (203, 0, 113): false
    case (198, 18...19, _): false
    default: true
    }
  }

  private var isPublicV6: Bool {
    if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) {
      return IPAddressBytes(bytes: Array(bytes[12...]))?.isPublic ?? false
    }
    switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
    case (0x20, 0x01, 0x00...0x01, _): return false
    case (0x20, 0x01, 0x0D, 0xB8): return false
    case (0x20, 0x02, _, _): return false
    case (0x3F, 0xFF, 0x00...0x0F, _): return false
    case (0x20...0x3F, _, _, _): return true
    default: return false
    }
  }
}

/// Where a pool may send us.
///
/// The owner's own master URL may name any address. What the *pool* names (handlers, block info,
/// redirects) may only be public, or the very host that the owner named: otherwise a pool could make
/// the router talk to the owner's network.
public struct DestinationRule: Equatable, Sendable {
  private let ownHost: [UInt8]
  public init(master: PoolAddress) { ownHost = master.host }

  /// Whether `url` may be requested at all; a name's addresses are judged once they are known.
  public func allows(_ url: PoolAddress) -> Bool {
    url.host == ownHost || (url.address?.isPublic ?? true)
  }

  /// Whether a connection for `url` may go to `address`.
  public func allows(_ url: PoolAddress, at address: IPAddressBytes) -> Bool {
    url.host == ownHost || address.isPublic
  }
}
