import EdgeTypes
import LinuxPort
import Testing

@Suite struct LogTests {
  private final class Recorder {
    var lines: [Text] = []
    var now = Instant.zero
    func sink(_ threshold: LogSeverity = .info) -> LogSink {
      LogSink(threshold: threshold, clock: { self.now }, write: { self.lines.append($0) })
    }
  }

  @Test func event_isOneLineWithFields() {
    let recorder = Recorder()
    Log("pool", to: recorder.sink()).warning(
      "cannot connect", ["url": "http://a/", "why": "Connection refused", "empty": ""])
    #expect(
      recorder.lines == [
        "warning: pool: cannot connect url=http://a/ why=\"Connection refused\" empty=\"\"\n"
      ])
  }

  @Test func hostileText_cannotForgeALine() {
    let recorder = Recorder()
    Log("pool", to: recorder.sink()).error("said", ["reply": "x\nerror: root: \"gone\\ \u{1b}[2J"])
    #expect(
      recorder.lines == ["error: pool: said reply=\"x?error: root: \\\"gone\\\\ ?[2J\"\n"])
  }

  @Test func belowTheThreshold_isDropped_untilItIsLowered() {
    let recorder = Recorder()
    let sink = recorder.sink(.warning)
    Log("a", to: sink).info("one")
    sink.threshold = .debug
    Log("a", to: sink).debug("two")
    #expect(recorder.lines == ["debug: a: two\n"])
  }

  @Test func flood_isFoldedToTenAMinute_andCounted() {
    let recorder = Recorder()
    let log = Log("pool", to: recorder.sink())
    for number in 0..<100 { log.info("lost", ["count": "\(number)"]) }
    #expect(recorder.lines.count == 10)
    recorder.now = Instant.zero.advanced(bySeconds: 60)
    log.info("lost", ["count": "100"])
    #expect(
      recorder.lines[10...] == [
        "info: pool: lost count=99 repeated=90\n", "info: pool: lost count=100\n",
      ])
  }

  @Test func manyDifferentMessages_neverGrowTheMemoryOfTheFolder() {
    let recorder = Recorder()
    let log = Log("x", to: recorder.sink())
    for number in 0..<500 { log.info("m\(number)") }
    #expect(recorder.lines.count == 500)
  }
}
