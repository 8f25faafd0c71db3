/// ASCII by bytes: no locale, no Unicode tables, and no other place that says what a digit is.
public enum ASCII {
  public static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  public static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  public static func isLetterOrDigit(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

  /// A character that leaves a mark: printable, and no blank.
  public static func isGraphic(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }

  public static func isPrintable(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) }

  public static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }

  /// A space or a tab.
  public static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// C's `isspace` in the "C" locale.
  public static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  public static func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  public static func lowercased(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.map { lowercased($0) }
  }

  /// Whether both are the same text where case does not count.
  public static func matches(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where lowercased(left[index]) != lowercased(right[index]) {
      return false
    }
    return true
  }
}
