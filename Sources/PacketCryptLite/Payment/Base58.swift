internal import CSodium

/// Base58Check: a number in base 58 whose last four bytes are a checksum over the others.
enum Base58 {
  private static let alphabet: StaticString =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

  /// The bytes that `text` spells; nil if a character is not in the alphabet.
  static func decode(_ text: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []  // Least significant first.
    for character in text {
      guard var carry = value(of: character) else { return nil }
      for index in bytes.indices {
        carry += UInt32(bytes[index]) * 58
        bytes[index] = UInt8(truncatingIfNeeded: carry)
        carry >>= 8
      }
      if carry > 0 { bytes.append(UInt8(truncatingIfNeeded: carry)) }
    }
    let zeros = text.prefix { $0 == alphabet.utf8Start[0] }.count
    return [UInt8](repeating: 0, count: zeros) + bytes.reversed()
  }

  /// Whether the last four bytes are those of SHA-256d over the rest.
  static func hasChecksum(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 4 else { return false }
    return sha256(sha256(Array(bytes.dropLast(4)))).prefix(4).elementsEqual(bytes.suffix(4))
  }

  static func value(of character: UInt8) -> UInt32? {
    for index in 0..<58 where alphabet.utf8Start[index] == character { return UInt32(index) }
    return nil
  }

  private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: 32)
    _ = crypto_hash_sha256(&hash, bytes, UInt64(bytes.count))
    return hash
  }
}
