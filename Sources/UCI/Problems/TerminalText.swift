/// Bytes of strangers made safe for a terminal: no control characters, no broken UTF-8.
enum TerminalText {
  /// Replaces each byte that is no part of printable UTF-8 by `?`, so that the text is as long
  /// in bytes as before.
  static func clean(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var text = Array(bytes)
    var index = 0
    while index < text.count {
      let length = sequenceLength(text, at: index)
      if length == 0 { text[index] = UInt8(ascii: "?") }
      index += max(1, length)
    }
    return text
  }

  /// How many columns the cleaned `bytes` take: one for each character.
  static func columns(_ bytes: some Sequence<UInt8>) -> Int {
    bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
  }

  /// The length of the printable character at `index`, 0 if there is none (RFC 3629, section 3).
  private static func sequenceLength(_ text: [UInt8], at index: Int) -> Int {
    let lead = text[index]
    switch lead {
    case 0x20...0x7E: return 1
    case 0xC2...0xF4: break
    default: return 0
    }
    let length = lead < 0xE0 ? 2 : (lead < 0xF0 ? 3 : 4)
    guard index + length <= text.count else { return 0 }
    for offset in 1..<length where text[index + offset] & 0xC0 != 0x80 { return 0 }
    let second = text[index + 1]
    switch (lead, second) {
    case (0xC2, ..<0xA0): return 0  // C1 control characters
    case (0xE0, ..<0xA0), (0xED, 0xA0...), (0xF0, ..<0x90), (0xF4, 0x90...): return 0
    default: return length
    }
  }
}

extension TerminalText {
  /// Like `clean`, with tabs as single blanks so that a caret below stays in place.
  static func cleanLine(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    clean(bytes.map { $0 == 0x09 ? 0x20 : $0 })
  }
}
