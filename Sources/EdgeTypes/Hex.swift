/// Lower-case hexadecimal, two digits per byte, no prefix (packetcrypt.md section 14.1).
public enum Hex {
  private static let digits: StaticString = "0123456789abcdef"

  public static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits.utf8Start[Int(byte >> 4)])
      text.append(digits.utf8Start[Int(byte & 15)])
    }
    return text
  }

  /// A number's digits without leading zeros, as `tc` and `nft` write handles and marks.
  public static func digits(_ number: UInt32) -> Text {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * $0)) }
    let digits = encode(bytes).drop { $0 == 0x30 }
    return digits.isEmpty ? "0" : Text(digits)
  }

  /// The bytes that `text` spells, or nil if it has an odd length or any other character.
  public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    var high: UInt8?
    for character in text {
      guard let digit = value(of: character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return bytes
  }

  /// The value of one digit in either case; nil for any other character.
  public static func value(of character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x61...0x66: character - 0x61 + 10
    case 0x41...0x46: character - 0x41 + 10
    default: nil
    }
  }
}
