internal import EdgeTypes

/// An IPv4 or IPv6 address in network order, and what kind of place it names.
public struct IPAddressBytes: Hashable, Sendable {
  /// 4 or 16 bytes.
  public let bytes: [UInt8]

  /// Nil unless there are 4 or 16 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Four decimal numbers with dots and without leading zeros (RFC 6943 section 3.1.1, strict form).
  public init?(v4 text: [UInt8]) {
    let parts = text.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      guard (1...3).contains(part.count), part.count == 1 || part.first != 0x30 else { return nil }
      var value: UInt16 = 0
      for digit in part {
        guard (0x30...0x39).contains(digit) else { return nil }
        value = value * 10 + UInt16(digit - 0x30)
      }
      guard let byte = UInt8(exactly: value) else { return nil }
      bytes.append(byte)
    }
    self.bytes = bytes
  }

  /// The text forms of RFC 4291 section 2.2, without a zone.
  public init?(v6 text: [UInt8]) {
    var groups: [UInt8] = []
    var gap: Int?
    var rest = text[...]
    if rest.starts(with: [0x3A, 0x3A]) {
      gap = 0
      rest = rest.dropFirst(2)
    }
    while !rest.isEmpty {
      let part = rest.prefix { $0 != 0x3A }
      rest = rest.dropFirst(part.count)
      if rest.isEmpty, let tail = IPAddressBytes(v4: Array(part)) {
        groups += tail.bytes
        break
      }
      guard (1...4).contains(part.count), groups.count < 16,
        let group = Hex.decode([UInt8](repeating: 0x30, count: 4 - part.count) + part)
      else { return nil }
      groups += group
      if rest.isEmpty { break }
      rest = rest.dropFirst()
      if rest.first == 0x3A {
        guard gap == nil else { return nil }
        gap = groups.count
        rest = rest.dropFirst()
      } else if rest.isEmpty {
        return nil
      }
    }
    guard let gap else {
      guard groups.count == 16 else { return nil }
      bytes = groups
      return
    }
    guard groups.count <= 14 else { return nil }
    bytes =
      groups[..<gap] + [UInt8](repeating: 0, count: 16 - groups.count) + groups[gap...]
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
