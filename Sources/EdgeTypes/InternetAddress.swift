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
      var value: UInt32 = 0
      for digit in part {
        guard (0x30...0x39).contains(digit) else { return nil }
        value = value * 10 + UInt32(digit - 0x30)
      }
      guard value <= 255 else { return nil }
      bits = bits << 8 | value
    }
    self.bits = bits
  }

  /// In network order.
  public var bytes: [UInt8] { withUnsafeBytes(of: bits.bigEndian) { Array($0) } }

  public var text: Text {
    "\(bits >> 24).\(bits >> 16 & 255).\(bits >> 8 & 255).\(bits & 255)"
  }
}

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
}

/// An address of our own and how many leading bits of it name the network.
public struct InterfaceAddress<Address: Hashable & Sendable>: Hashable, Sendable {
  public let address: Address
  public let prefixLength: Int
  public init(address: Address, prefixLength: Int) {
    (self.address, self.prefixLength) = (address, prefixLength)
  }
}
