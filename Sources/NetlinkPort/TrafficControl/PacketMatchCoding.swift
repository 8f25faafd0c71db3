internal import EdgeTypes
internal import NetModel

/// One comparison of the u32 classifier: word at `offset` of the network header & mask == value.
struct WordMatch: Equatable {
  var offset: UInt32
  var mask: UInt32
  var value: UInt32

  init(_ offset: UInt32, mask: UInt32, value: UInt32) {
    (self.offset, self.mask, self.value) = (offset, mask, value & mask)
  }
}

extension PacketMatch {
  /// The EtherType that a filter of this kind is for.
  var etherType: UInt16 {
    switch self {
    case .all, .mark: EtherType.all
    case .ipv4Destination: EtherType.ipv4
    case .ipv6Destination, .neighbourDiscovery: EtherType.ipv6
    case .addressResolution: EtherType.arp
    }
  }

  /// What u32 compares; empty for `mark`, which is not its business.
  var words: [WordMatch] {
    switch self {
    case .mark: []
    case .all, .addressResolution: [WordMatch(0, mask: 0, value: 0)]
    case .neighbourDiscovery(let type, let mask):
      [
        // Next header 58 and the hop limit.
        WordMatch(4, mask: 0x0000_FFFF, value: 0x0000_3AFF),
        WordMatch(40, mask: UInt32(mask) << 24, value: UInt32(type) << 24),
      ]
    case .ipv4Destination(let address, let length):
      [WordMatch(16, mask: prefixMask(length), value: address.bits)]
    case .ipv6Destination(let address, let length):
      // Only words of which the prefix has a part, as tc writes them.
      (0..<min(max((length + 31) / 32, 1), 4)).map { index in
        let half = index < 2 ? address.high : address.low
        return WordMatch(
          24 + 4 * UInt32(index), mask: prefixMask(length - 32 * index),
          value: UInt32(truncatingIfNeeded: index % 2 == 0 ? half >> 32 : half))
      }
    }
  }

  /// The match that would be written as these words; nil if none would.
  init?(etherType: UInt16, words: [WordMatch]) {
    let guess: PacketMatch
    switch (etherType, words.count) {
    case (EtherType.all, _): guess = .all
    case (EtherType.arp, _): guess = .addressResolution
    case (EtherType.ipv6, 2) where words[0].offset == 4:
      guess = .neighbourDiscovery(
        type: UInt8(truncatingIfNeeded: words[1].value >> 24),
        mask: UInt8(truncatingIfNeeded: words[1].mask >> 24))
    case (EtherType.ipv4, 1):
      guess = .ipv4Destination(
        IPv4Address(bits: words[0].value), prefixLength: words[0].mask.nonzeroBitCount)
    case (EtherType.ipv6, 1...4):
      let values = words.map { UInt64($0.value) } + [UInt64](repeating: 0, count: 4 - words.count)
      let (high, low) = (values[0] << 32 | values[1], values[2] << 32 | values[3])
      let length = words.reduce(0) { $0 + $1.mask.nonzeroBitCount }
      guess = .ipv6Destination(IPv6Address(high: high, low: low), prefixLength: length)
    default: return nil
    }
    guard guess.words == words else { return nil }
    self = guess
  }
}

/// The leading `length` bits of a word; lengths outside 0...32 are clamped.
private func prefixMask(_ length: Int) -> UInt32 {
  let kept = min(max(length, 0), 32)
  return kept == 0 ? 0 : ~UInt32(0) << UInt32(32 - kept)
}

/// `tc_u32_sel`: the header of 16 bytes and 16 bytes for each word, values in network order.
func selector(_ words: [WordMatch]) -> [UInt8] {
  var writer = ByteWriter()
  writer.write(FilterAttribute.u32Terminal)
  writer.write(UInt8(0))
  writer.write(UInt8(truncatingIfNeeded: words.count))
  writer.write(bytes: [UInt8](repeating: 0, count: 13))
  for word in words {
    writer.write(word.mask.byteSwapped)
    writer.write(word.value.byteSwapped)
    writer.write(word.offset)
    writer.write(UInt32(0))
  }
  return writer.bytes
}

/// The words of a selector; nil unless it is exactly as we would write it.
func words(ofSelector bytes: ArraySlice<UInt8>) -> [WordMatch]? {
  var reader = ByteReader(bytes)
  guard reader.readBytes(2) != nil, let count = reader.readByte(), reader.readBytes(13) != nil
  else { return nil }
  var words: [WordMatch] = []
  for _ in 0..<count {
    guard let mask = reader.readInteger(UInt32.self), let value = reader.readInteger(UInt32.self),
      let offset = reader.readInteger(UInt32.self), reader.readBytes(4) != nil
    else { return nil }
    words.append(WordMatch(offset, mask: mask.byteSwapped, value: value.byteSwapped))
  }
  return selector(words) == Array(bytes) ? words : nil
}
