/// Bech32 text (BIP 173): a human-readable part, `1`, and 5-bit groups that end in a checksum.
struct Bech32 {
  /// The constant that the checksum of BIP 173 leaves; BIP 350 (bech32m) leaves another.
  static let constant: UInt32 = 1
  static let constantM: UInt32 = 0x2BC8_30A3

  private static let alphabet: StaticString = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

  let prefix: ArraySlice<UInt8>
  /// The 5-bit groups before the six of the checksum.
  let groups: ArraySlice<UInt8>
  /// What the checksum leaves; a text is right if this is the wanted constant.
  let residue: UInt32

  /// Splits lower-case text at its last `1`; nil if it cannot be bech32 at all.
  init?(_ text: [UInt8]) {
    guard let separator = text.lastIndex(of: 0x31), separator > 0, text.count - separator > 6 else {
      return nil
    }
    var values: [UInt8] = []
    for character in text[(separator + 1)...] {
      guard let value = Bech32.value(of: character) else { return nil }
      values.append(value)
    }
    prefix = text[..<separator]
    groups = values.dropLast(6)
    let expanded = prefix.map { $0 >> 5 } + [0] + prefix.map { $0 & 31 }
    residue = Bech32.polymod(expanded + values)
  }

  /// The value of a character; nil if bech32 has none for it.
  static func value(of character: UInt8) -> UInt8? {
    for index in 0..<32 where alphabet.utf8Start[index] == character { return UInt8(index) }
    return nil
  }

  /// The groups from the second on as bytes; nil if the bits left over are not four or fewer zeros.
  var program: [UInt8]? {
    var bytes: [UInt8] = []
    var (bits, held) = (UInt32(0), 0)
    for group in groups.dropFirst() {
      bits = (bits << 5 | UInt32(group)) & 0xFFF
      held += 5
      if held >= 8 {
        held -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
      }
    }
    guard held < 5, bits & ((1 << UInt32(held)) - 1) == 0 else { return nil }
    return bytes
  }

  private static func polymod(_ values: [UInt8]) -> UInt32 {
    let generators: [UInt32] = [
      0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3,
    ]
    var sum: UInt32 = 1
    for value in values {
      let top = sum >> 25
      sum = (sum & 0x01FF_FFFF) << 5 ^ UInt32(value)
      for (index, generator) in generators.enumerated() where top >> UInt32(index) & 1 == 1 {
        sum ^= generator
      }
    }
    return sum
  }
}
