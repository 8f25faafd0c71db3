internal import EdgeTypes

/// jansson refuses a text that holds an integer of 2^63 or more, but vectors may hold any u64.
enum WideIntegers {
  private static let quote: UInt8 = 0x22

  /// `text` with quotes around every integer of 19 digits or more.
  static func quoted(in text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var (position, isInString) = (0, false)
    while position < text.count {
      let byte = text[position]
      if isInString || !isNumeric(byte) {
        // A backslash takes the next byte with it, which may be a quote.
        let length = isInString && byte == 0x5C ? min(2, text.count - position) : 1
        if byte == quote { isInString.toggle() }
        result.append(contentsOf: text[position..<position + length])
        position += length
      } else {
        let number = text[position...].prefix(while: isNumeric)
        let isWide = number.count >= 19 && number.allSatisfy(ASCII.isDigit)
        if isWide { result.append(quote) }
        result.append(contentsOf: number)
        if isWide { result.append(quote) }
        position += number.count
      }
    }
    return result
  }

  /// Digits, signs, the decimal point and the exponent's letter. The `e` of `true` and `false` is
  /// taken for a number too, which changes nothing.
  private static func isNumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: true
    default: false
    }
  }
}
