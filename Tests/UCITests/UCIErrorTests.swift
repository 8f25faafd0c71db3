import EdgeTypes
import Testing
import UCI

/// What a person sees of a broken file: every error, at its place, once.
@Suite struct UCIErrorTests {
  @Test func severalBrokenLines_areAllReported_andTheFileIsRefused() {
    let reading = UCIReading(
      "cnofig a\nconfig t n\noption x y z\noption 'ok' 1\nlist\nconfig u n\noption a.b 1\n")
    #expect(reading.sections.isEmpty)
    #expect(
      reading.errors == [
        "1:1 'cnofig' is not a command",
        "3:12 one word too many on this line",
        "5:1 'list' with nothing after it",
        "6:10 'n' at line 2 is a section of type 't'",
        "7:8 an option name cannot have '.' in it",
      ])
  }

  @Test func forgottenClosingQuote_doesNotHideTheLinesAfterIt() {
    let reading = UCIReading("config t 'n'\noption a 'b\noption c d e\n")
    #expect(
      reading.errors == [
        "2:10 this quote is never closed", "3:12 one word too many on this line",
      ])
  }

  @Test func forgottenQuoteClosedByALaterOne_isNamed() {
    let text = "config t 'n'\noption a 'b\noption c 'd'\noption e f\n"
    let problems = UCIPackage.parse(Array(text.utf8), file: []).problems.problems
    #expect(problems.count == 1)
    #expect(
      problems.first.map { UCIReading.string($0.expected.bytes) }?.contains(
        "the quote at 2:10 runs on to this line") == true)
  }

  @Test func optionsOfABrokenSection_areCheckedAndCauseNoFollowingErrors() {
    #expect(
      UCIReading("config a-b c-d\noption x 1\noption y.z 1\n").errors == [
        "1:12 a section name cannot have '-' in it", "3:8 an option name cannot have '.' in it",
      ])
  }

  @Test func typo_findsTheNearestCommand() {
    let problems = UCIPackage.parse(Array("optoin a b\n".utf8), file: []).problems.problems
    #expect(problems.first?.nearest == Array("option".utf8))
  }

  @Test func byteOrderMark_isNamed() {
    let reading = UCIReading([0xEF, 0xBB, 0xBF] + Array("config t\n".utf8))
    #expect(reading.errors == ["1:1 the file starts with a byte order mark"])
  }

  @Test func NULByte_isRefusedWithItsPlace() {
    let reading = UCIReading(Array("config t\n\toption a\0b 1\n".utf8))
    #expect(reading.errors == ["2:10 a NUL byte"])
  }

  @Test func fileAboveTheLimit_isRefusedUnread() {
    let reading = UCIReading([UInt8](repeating: 0x23, count: UCIPackage.largestFile + 1))
    #expect(reading.errors == ["1:1 the file has 1048577 bytes"])
    #expect(UCIReading([UInt8](repeating: 0x23, count: UCIPackage.largestFile)).errors.isEmpty)
  }

  @Test func nonsenseWithoutEnd_keepsABoundedNumberOfProblems() {
    let text = String(repeating: "x\n", count: 5000)
    let problems = UCIPackage.parse(Array(text.utf8), file: []).problems
    #expect(problems.problems.count == ProblemList.limit)
    #expect(problems.errorCount == 5000)
    #expect(problems.notKept == 4000)
  }

  @Test func quotesThatSwallowEachOther_endInBoundedTime() {
    for line in ["option a 'b\n", "option a \"'\n", "option a '\"\\\n", "\"'\\\n"] {
      let text = "config t\nx\n" + String(repeating: line, count: 5000)
      #expect(UCIPackage.parse(Array(text.utf8), file: []).problems.hasErrors)
    }
  }
}
