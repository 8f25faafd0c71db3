/// An IPv6 address, 16 bytes in network order.
public struct IPv6Address: Hashable, Sendable {
  public let high: UInt64
  public let low: UInt64
  public init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  /// In network order.
  public var bytes: [UInt8] {
    withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
  }

  /// Reads the forms of RFC 4291, section 2.2: groups, `::`, and a dotted IPv4 tail; no zone.
  public init?(text: [UInt8]) {
    var halves: [[UInt16]] = [[]]
    var rest = text[...]
    if rest.starts(with: [0x3A, 0x3A]) {
      halves.append([])
      rest = rest.dropFirst(2)
    }
    while !rest.isEmpty {
      let group = rest.prefix { $0 != 0x3A }
      guard let words = IPv6Address.words(group, isLast: group.count == rest.count) else {
        return nil
      }
      halves[halves.count - 1] += words
      rest = rest.dropFirst(group.count)
      guard !rest.isEmpty else { break }
      rest = rest.dropFirst()
      if rest.first == 0x3A {
        guard halves.count == 1 else { return nil }
        halves.append([])
        rest = rest.dropFirst()
      } else if rest.isEmpty {
        return nil
      }
    }
    let count = halves.reduce(0) { $0 + $1.count }
    guard halves.count == 1 ? count == 8 : count <= 7 else { return nil }
    let zeros = [UInt16](repeating: 0, count: 8 - count)
    let groups = halves.count == 1 ? halves[0] : halves[0] + zeros + halves[1]
    high = groups[..<4].reduce(0) { $0 << 16 | UInt64($1) }
    low = groups[4...].reduce(0) { $0 << 16 | UInt64($1) }
  }

  private static func words(_ group: ArraySlice<UInt8>, isLast: Bool) -> [UInt16]? {
    if isLast, group.contains(0x2E) {
      guard let tail = IPv4Address(text: Array(group)) else { return nil }
      return [UInt16(tail.bits >> 16), UInt16(tail.bits & 0xFFFF)]
    }
    guard (1...4).contains(group.count) else { return nil }
    let padded = [UInt8](repeating: 0x30, count: 4 - group.count) + group
    guard let bytes = Hex.decode(padded) else { return nil }
    return [UInt16(bytes[0]) << 8 | UInt16(bytes[1])]
  }

  /// What a host can have: not `::`, not the loopback address, not in ff00::/8 (RFC 4291,
  /// sections 2.5 and 2.7).
  public var isUnicast: Bool { high >> 56 != 0xFF && (high != 0 || low > 1) }

  /// In fe80::/10: it means a host only together with an interface.
  public var isLinkLocal: Bool { high >> 54 == 0x3FA }
}
