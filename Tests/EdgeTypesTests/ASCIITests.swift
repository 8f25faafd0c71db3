import EdgeTypes
import Foundation
import Testing

@Suite struct ASCIITests {
  /// Foundation runs in the "C" locale where no program has chosen another.
  @Test func classesOfCharacters_areThoseOfC() {
    for byte in UInt8.min...127 {
      let character = Int32(byte)
      #expect(ASCII.isDigit(byte) == (isdigit(character) != 0))
      #expect(ASCII.isLetter(byte) == (isalpha(character) != 0))
      #expect(ASCII.isLetterOrDigit(byte) == (isalnum(character) != 0))
      #expect(ASCII.isGraphic(byte) == (isgraph(character) != 0))
      #expect(ASCII.isPrintable(byte) == (isprint(character) != 0))
      #expect(ASCII.isControl(byte) == (iscntrl(character) != 0))
      #expect(ASCII.isBlank(byte) == (isblank(character) != 0))
      #expect(ASCII.isSpace(byte) == (isspace(character) != 0))
      #expect(ASCII.lowercased(byte) == UInt8(tolower(character)))
    }
  }

  @Test func bytesAbove127_areNothingOfThis() {
    for byte in 128...UInt8.max {
      #expect(!ASCII.isDigit(byte) && !ASCII.isLetter(byte) && !ASCII.isPrintable(byte))
      #expect(!ASCII.isControl(byte) && !ASCII.isSpace(byte) && ASCII.lowercased(byte) == byte)
    }
  }

  @Test func textsThatDifferInCaseAlone_match() {
    func matches(_ left: String, _ right: String) -> Bool {
      ASCII.matches(Array(left.utf8), Array(right.utf8))
    }
    #expect(matches("Content-Length", "content-lengTH") && matches("", ""))
    #expect(!matches("a", "ab") && !matches("[", "{") && !matches("Ä", "ä"))
  }

  @Test(arguments: [
    ("0", 0), ("007", 7), ("18446744073709551615", UInt64.max), ("123456789", 123_456_789),
  ])
  func decimalDigits_areRead(text: String, value: UInt64) {
    #expect(UInt64(decimalDigits: Array(text.utf8)) == value)
  }

  @Test(arguments: ["", "-1", "+1", " 1", "1 ", "0x1", "1.0", "18446744073709551616", "٣"])
  func otherDigits_areRefused(text: String) {
    #expect(UInt64(decimalDigits: Array(text.utf8)) == nil)
  }

  @Test func moreDigitsThanAllowed_areRefused() {
    #expect(UInt64(decimalDigits: Array("00012".utf8), atMost: 5) == 12)
    #expect(UInt64(decimalDigits: Array("000012".utf8), atMost: 5) == nil)
    #expect(Int(decimalText: Array("-123456789".utf8)) == -123_456_789)
    #expect(Int(decimalText: Array("1234567890".utf8)) == nil)
    for text in ["", "-", "--1", "1-"] { #expect(Int(decimalText: Array(text.utf8)) == nil) }
  }
}
