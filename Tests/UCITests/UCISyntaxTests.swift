import EdgeTypes
import Testing
import UCI

/// One test for each rule by which libuci reads a file.
@Suite struct UCISyntaxTests {
  @Test func fullCommandNames_areRead() {
    let reading = UCIReading("package test\nconfig t 'n'\n\toption a '1'\n\tlist b '2'\n")
    #expect(reading.sections == ["t 'n' a='1' b=['2']"])
    #expect(reading.errors.isEmpty)
  }

  @Test func oneLetterCommands_areRead() {
    #expect(UCIReading("p test\nc t n\no a 1\nl b 2\n").sections == ["t 'n' a='1' b=['2']"])
  }

  @Test func otherCommands_areRefused() {
    #expect(UCIReading("config t\nopt a 1\n").errors == ["2:1 'opt' is not a command"])
    #expect(UCIReading("Config t\n").errors == ["1:1 'Config' is not a command"])
    #expect(UCIReading("'config' t\n").errors == ["1:1 ''config'' is not a command"])
    #expect(UCIReading("config\u{0B}t\n").errors == ["1:1 'config?t' is not a command"])
  }

  @Test func semicolonAfterQuotedWord_startsAnotherCommand() {
    #expect(
      UCIReading("config t 'n'; option a '1'; list b '2'\n").sections == ["t 'n' a='1' b=['2']"])
    #expect(UCIReading("config t n ;option a '1';option b '2'\n").sections == ["t 'n' a='1' b='2'"])
  }

  @Test func semicolonGluedToUnquotedWord_dropsTheRestWithAWarning() {
    let reading = UCIReading("config t n\noption a 1; option b 2\noption c 3;\noption d 4;# x\n")
    #expect(reading.sections == ["t 'n' a='1' c='3' d='4'"])
    #expect(reading.warnings == ["2:11 the rest of this line is not read, neither here nor by uci"])
  }

  @Test func semicolonInPlaceOfAnOptionalWord_countsAsEmptyWord() {
    // `config t ;` has no name, and what follows the ';' is one word too many.
    #expect(UCIReading("config t ; option a 1\n").errors == ["1:12 one word too many on this line"])
    #expect(UCIReading("config t 'n'\nlist a ;\n").sections == ["t 'n' a=['']"])
  }

  @Test func semicolonInQuotes_isText() {
    #expect(UCIReading("config t 'n'\noption a 'x;y'\n").sections == ["t 'n' a='x;y'"])
  }

  @Test func trailingSemicolon_isRefusedBeforeALineEndOnly() {
    #expect(UCIReading("config t 'n';\n").errors == ["1:14 nothing follows the ';'"])
    #expect(UCIReading("config t 'n';").sections == ["t 'n'"])
  }

  @Test func commentAtWordBoundary_endsTheLine() {
    let reading = UCIReading("# one\n \t# two\nconfig t 'n' # three\noption a 1 # four\n")
    #expect(reading.sections == ["t 'n' a='1'"])
  }

  @Test func commentInsideUnquotedWord_cutsTheWord() {
    #expect(UCIReading("config t n#x y z\noption a b#c d\n").sections == ["t 'n' a='b'"])
    #expect(UCIReading("config t 'n'#x\noption a 'b'#c\n").sections == ["t 'n' a='b'"])
  }

  @Test func commentCharacterInQuotes_isText() {
    #expect(
      UCIReading("config t 'n'\noption a 'b#c'\noption d \"e#f\"\n").sections == [
        "t 'n' a='b#c' d='e#f'"
      ])
  }

  @Test func adjacentQuotedAndUnquotedPieces_areOneWord() {
    #expect(UCIReading("config t 'n'\noption a 'a'\"b\"c'd'\n").sections == ["t 'n' a='abcd'"])
  }

  @Test func singleQuotes_haveNoEscapes() {
    #expect(UCIReading("config t 'n'\noption a 'x\\y\\'\n").sections == ["t 'n' a='x\\y\\'"])
    #expect(UCIReading("config t 'n'\noption a 'it'\\''s'\n").sections == ["t 'n' a='it's'"])
  }

  @Test func backslash_takesTheNextCharacterAsItIs() {
    let reading = UCIReading("config t 'n'\noption a \\n\\t\\ \\#\\;\\'\\\"\\\\\n")
    #expect(reading.sections == ["t 'n' a='nt #;'\"\\'"])
    #expect(UCIReading("config t 'n'\noption a \"\\n\\\"\\\\\"\n").sections == ["t 'n' a='n\"\\'"])
  }

  @Test func backslashAtLineEnd_continuesTheLine() {
    #expect(UCIReading("config t 'n'\noption a b\\\nc\n").sections == ["t 'n' a='bc'"])
    #expect(UCIReading("config t 'n'\r\noption a b\\\r\nc\r\n").sections == ["t 'n' a='bc'"])
    #expect(UCIReading("config t 'n'\noption a b\\").sections == ["t 'n' a='b'"])
    #expect(UCIReading("config t 'n'\noption a \"b\\\nc\"\n").sections == ["t 'n' a='bc'"])
    #expect(UCIReading("config t 'n'\noption a \"b\\\r\nc\"\n").sections == ["t 'n' a='bc'"])
  }

  @Test func continuedLineThatStartsWithABlank_endsTheWord() {
    #expect(UCIReading("config t 'n'\noption a\\\n b\n").sections == ["t 'n' a='b'"])
    // The lone backslash is an empty word of its own here, so 'b' is one too many.
    #expect(UCIReading("config t 'n'\noption a \\\n b\n").errors.count == 1)
    #expect(UCIReading("config t 'n'\noption a \\\nb\n").sections == ["t 'n' a='b'"])
  }

  @Test func backslashBeforeALoneCarriageReturn_takesIt() {
    #expect(UCIReading("config t 'n'\noption a b\\\rc\n").sections == ["t 'n' a='b\rc'"])
  }

  @Test func carriageReturnLineEnds_areBlanks() {
    #expect(UCIReading("config t n\r\n\toption a b\r\n\r\n# c\r\n").sections == ["t 'n' a='b'"])
  }

  @Test func quotedValue_spansLines() {
    #expect(UCIReading("config t 'n'\noption a 'b\n# c\nd'\n").sections == ["t 'n' a='b\n# c\nd'"])
    #expect(UCIReading("config t 'n'\noption a \"b\nc\"\n").sections == ["t 'n' a='b\nc'"])
    #expect(UCIReading("config t 'n'\noption a 'b\r\nc'\r\n").sections == ["t 'n' a='b\r\nc'"])
  }

  @Test func endOfFileInAQuote_isRefused() {
    #expect(UCIReading("config t 'n").errors == ["1:10 this quote is never closed"])
    #expect(
      UCIReading("config t 'n'\noption a \"b\n").errors == ["2:10 this quote is never closed"])
    #expect(
      UCIReading("config t 'n'\noption a \"b\\").errors == ["2:10 this quote is never closed"])
  }

  @Test func names_areLettersDigitsAndUnderscore() {
    #expect(UCIReading("config t aZ_9\noption b_8 1\n").sections == ["t 'aZ_9' b_8='1'"])
    #expect(UCIReading("config t a-b\n").errors == ["1:10 a section name cannot have '-' in it"])
    #expect(
      UCIReading("config t\noption a.b 1\n").errors == [
        "2:8 an option name cannot have '.' in it"
      ])
    #expect(
      UCIReading("config t 'ä'\n").errors == ["1:10 a section name cannot have byte 0xc3 in it"])
  }

  @Test func packageNames_mayAlsoHaveDashes() {
    #expect(UCIReading("package edge-point\n").errors.isEmpty)
    #expect(
      UCIReading("package edge.point\n").errors == [
        "1:9 a package name cannot have '.' in it"
      ])
    #expect(UCIReading("package\n").errors == ["1:1 'package' with nothing after it"])
    #expect(UCIReading("package 'a' b\n").errors == ["1:13 one word too many on this line"])
  }

  @Test func packageLine_keepsTheSectionsAroundIt() {
    #expect(UCIReading("config t a\npackage x\noption b 1\n").sections == ["t 'a' b='1'"])
  }

  @Test func types_arePrintableASCII() {
    #expect(UCIReading("config !t-.~ n\n").sections == ["!t-.~ 'n'"])
    #expect(
      UCIReading("config 'a b' n\n").errors == [
        "1:8 a section type cannot have byte 0x20 in it"
      ])
    #expect(
      UCIReading("config \u{7F} n\n").errors == [
        "1:8 a section type cannot have byte 0x7f in it"
      ])
  }

  @Test func values_mayHaveEveryByteButNUL() {
    for byte in UInt8(1)...255 where byte != UInt8(ascii: "'") {
      let file = Array("config t 'n'\noption a 'x".utf8) + [byte] + Array("y'\n".utf8)
      let (package, _) = UCIPackage.parse(file, file: [])
      let value = package?.section(Array("n".utf8))?.option(Array("a".utf8))?.value
      let word = UCIWord(
        Array("x".utf8) + [byte] + Array("y".utf8), line: 1, column: 1, length: 1, lastLine: 1)
      #expect(value == .single(word), "byte \(byte)")
    }
  }

  @Test func missingWords_areRefused() {
    #expect(UCIReading("config \n").errors == ["1:1 'config' without a type"])
    #expect(UCIReading("config ''\n").errors == ["1:1 'config' without a type"])
    #expect(UCIReading("config t\noption \n").errors == ["2:1 'option' without a name and a value"])
    #expect(UCIReading("config t\noption\n").errors == ["2:1 'option' with nothing after it"])
    #expect(UCIReading("config t\noption").errors == ["2:1 'option' without a name and a value"])
  }

  @Test func extraWords_areRefused() {
    #expect(UCIReading("config t n x\n").errors == ["1:12 one word too many on this line"])
    #expect(
      UCIReading("config t n\noption a b c\n").errors == ["2:12 one word too many on this line"])
    // An empty extra word is not noticed, and even starts a new command.
    #expect(
      UCIReading("config t n ''\noption a b \"\" option c d\n").sections == ["t 'n' a='b' c='d'"])
  }

  @Test func optionBeforeTheFirstSection_isRefused() {
    #expect(UCIReading("option a b\n").errors == ["1:1 'option' before the first section"])
    #expect(UCIReading("package x\nlist a b\n").errors == ["2:1 'list' before the first section"])
  }

  @Test func emptyFileAndBlankLines_giveNoSections() {
    for text in ["", "\n", " \t\u{0B}\u{0C}\r\n\n", "#", "# c\n", "package x\n"] {
      #expect(UCIReading(text) == UCIReading(""))
    }
  }
}
