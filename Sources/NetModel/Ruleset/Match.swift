public import EdgeTypes

/// A condition: `ip saddr 10.0.0.1`, `ct mark & 0xff == 0x1`, `ether saddr . ip saddr != @bound`.
public struct Match: Equatable, Sendable {
  public enum Operand: Equatable, Sendable {
    /// As the kernel has it in the packet or in its own memory, `Selector.type` says which.
    case value([UInt8])
    /// The name of a set of the same table.
    case set([UInt8])
  }

  /// More than one are a concatenation, which only a set can be asked for.
  public var key: [Selector]
  /// Only these bits are compared; nil = all.
  public var mask: [UInt8]?
  public var isInverted = false
  public var operand: Operand

  public init(_ selector: Selector, _ value: [UInt8], mask: [UInt8]? = nil) {
    (key, self.mask, operand) = ([selector], mask, .value(value))
  }

  public init(_ key: [Selector], in set: [UInt8]) { (self.key, operand) = (key, .set(set)) }

  /// The packets for which it does not hold.
  public var inverted: Match {
    var other = self
    other.isInverted = !isInverted
    return other
  }
}

extension Match {
  public static func iifname(_ name: [UInt8]) -> Match { Match(.iifname, interfaceName(name)) }
  public static func oifname(_ name: [UInt8]) -> Match { Match(.oifname, interfaceName(name)) }
  public static func skuid(_ user: UInt32) -> Match { Match(.skuid, nativeBytes(user)) }
  public static func ipSaddr(_ address: IPv4Address) -> Match { Match(.ipSaddr, address.bytes) }
  public static func ip6Saddr(_ address: IPv6Address) -> Match { Match(.ip6Saddr, address.bytes) }

  /// The bits of `mask` of the connection's mark are `value`.
  public static func ctMark(_ value: UInt32, mask: UInt32) -> Match {
    Match(.ctMark, nativeBytes(value), mask: nativeBytes(mask))
  }
}

/// IFNAMSIZ bytes: the name and zeros. A longer name is cut, as no interface has one.
public func interfaceName(_ name: [UInt8]) -> [UInt8] {
  let kept = Array(name.prefix(15))
  return kept + [UInt8](repeating: 0, count: 16 - kept.count)
}

/// A number as the kernel has it in its memory; every processor that we run on is little-endian.
public func nativeBytes(_ value: UInt32) -> [UInt8] {
  [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// The other way; bytes that are missing count as zero.
public func nativeNumber(_ bytes: some Sequence<UInt8>) -> UInt32 {
  var value: UInt32 = 0
  for (place, byte) in bytes.prefix(4).enumerated() { value |= UInt32(byte) << UInt32(8 * place) }
  return value
}
