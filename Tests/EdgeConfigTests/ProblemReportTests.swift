import EdgeConfig
import EdgeTypes
import Testing
import UCI

/// How problems are shown to a person.
@Suite struct ProblemReportTests {
  private func report(_ bytes: [UInt8]) -> String {
    let (_, problems) = Config.decode(bytes: bytes, file: Array("edge".utf8)) { _ in nil }
    return ProblemReading.string(problems.report(source: bytes).bytes)
  }

  @Test func problem_isShownWithItsLineACaretAndTheNearestName() {
    #expect(
      report(Array("# a\nconfig wan\n\toption uplaod '1mbit'\n".utf8)) == """
        edge:3:9: error: 'uplaod' is not an option of wan
             3 |  option uplaod '1mbit'
               |         ^~~~~~
                expected one of device, upload, download, metered, take_over, ping
                did you mean 'upload'?
        edge: 1 error, 0 warnings

        """)
  }

  @Test func goodFile_isSaidToBeGood() {
    #expect(report([]) == "edge: no problems\n")
  }

  @Test func summary_isOneLineForALog() {
    let (_, problems) = Config.decode(bytes: Array("config wna\n".utf8), file: Array("e".utf8)) {
      _ in nil
    }
    #expect(
      problems.problems.map { ProblemReading.string($0.summary.bytes) } == [
        "e:1:8: error: there is no section type 'wna'; expected one of globals, wan, miner, class, cap,"
          + " schedule, lease, guest, mesh, led, status; did you mean 'wan'?"
      ])
  }

  @Test func bytesThatATerminalObeys_areNotPrinted() {
    let bytes =
      Array("config wan\n\toption device '\u{1B}]0;x\u{07}\u{9B}2J".utf8) + [0xFF, 0xC3]
      + Array("'\n".utf8)
    let text = Array(report(bytes).utf8)
    #expect(!text.contains { $0 < 0x20 && $0 != 0x0A })
    #expect(
      !ProblemReading.string(text).unicodeScalars.contains { (0x80..<0xA0).contains($0.value) })
  }

  @Test func caretStandsUnderCharacters_notBytes() {
    let lines = report(Array("config wan; option 'ä' x\n".utf8)).split(separator: "\n")
    #expect(lines.count >= 3)
    let full = report(Array("config guest 'g'; option ssid 'äöü'; option radio 'a b'\n".utf8))
      .split(separator: "\n").map(String.init)
    #expect(full[1] == "     1 | config guest 'g'; option ssid 'äöü'; option radio 'a b'")
    #expect(full[2] == "       |                                                   ^~~~~")
  }

  @Test func problemInALongLine_isShownWithItsSurroundings() {
    let text =
      String(repeating: " ", count: 500) + "config x y z" + String(repeating: " ", count: 500)
    let lines = report(Array(text.utf8)).split(separator: "\n").map(String.init)
    #expect(lines[1].count < 180)
    let caret = lines[2].firstIndex(of: "^").map {
      lines[2].distance(from: lines[2].startIndex, to: $0)
    }
    let word = lines[1].firstIndex(of: "z").map {
      lines[1].distance(from: lines[1].startIndex, to: $0)
    }
    #expect(caret == word && caret != nil)
  }
}
