import EdgeControl
import EdgeTypes
import Testing

@Suite struct StatusTextTests {
  @Test func mining_saysRateTipUploadAndPools() {
    var document = busyDocument()
    document.config.verdict = .valid
    document.storage.writable = true
    document.miner.pools.removeLast()
    let text = string(document.text())
    for line in [
      "EdgePoint 0.1.0, up 2 h 14 min, LED: mining (heartbeat)",
      "mining   hashing with 3 threads, 412,345 hashes/s", "tip      1234567, 42 s old",
      "upload   498 kbit/s, of 500 kbit/s allowed; 20.4 kB queued",
      "total    12,345 found, 14 MB sent, 123M hashes",
      "process  4711, 11.5 MB resident, restarted 2 times, last end: signal 9",
      "line     shaped: upload to 20 Mbit/s, download to 100 Mbit/s",
      "caps     monthly    miner ######--   82 %  41.2 GB of 50 GB, until 2026-12-01",
      "         g\"uests    guest ########  100 %  1 GB of 1 GB",
      "held     cap 'guests': guests are slowed to 64 kbit/s until midnight",
      "counts   the WAN interface sent 3 MB while the queues explain 1 MB",
      "WAN      eth0, up, metered", "machine  54.3 C, 412 MB free",
      "pool.example         working        12000        1        2      3     30  99 %",
    ] { #expect(text.contains(line + "\n"), "\(line)") }
  }

  @Test(arguments: PauseReason.allCases)
  func paused_saysWhyWithTheCodeAndWhatToDo(_ reason: PauseReason) {
    var document = busyDocument()
    document.miner.reason = reason
    let text = string(document.text())
    #expect(text.contains("mining   paused: \(reason.text) (\(reason.code))\n"))
    let words = text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(words.contains("to do \(reason.remedy)"))
  }

  @Test func shapedLine_showsDelay_andWhoUsesIt() {
    let text = string(busyDocument().text())
    #expect(text.contains("delay    14.0 ms, 9.0 ms at rest\n"))
    let guest = "guest  up 1 Mbit/s      down 8 Mbit/s      2 MB up, 14 MB down\n"
    #expect(text.contains(guest))
  }

  @Test func anotherProgramShapes_saysSo_andNothingIsSaidWhereNobodyAskedForShaping() {
    var document = busyDocument()
    document.traffic.state = .conflict
    document.traffic.notes = [bytes("eth0 has a root qdisc 'hfsc' that is not ours")]
    let text = string(document.text())
    #expect(text.contains("line     left to another program\n"))
    #expect(text.contains("hfsc"))
    document.traffic = TrafficStatus()
    #expect(!string(document.text()).contains("line     "))
  }

  @Test func caps_saySomethingOnlyWhereThereAreSome_andTheClockOnlyWhereItMatters() {
    var document = busyDocument()
    #expect(string(document.text()).contains("clock    the clock has jumped"))
    #expect(string(document.text(StatusStyle(unicode: true))).contains("██████░░"))
    document.caps.limits = []
    document.caps.effects = []
    #expect(!string(document.text()).contains("clock    "))
    document.caps.disagreements = []
    let text = string(document.text())
    #expect(!text.contains("caps     ") && !text.contains("held     "))
  }

  @Test func everyLine_fitsEightyColumns_evenWithHugeNumbers() {
    var document = busyDocument()
    for index in document.miner.pools.indices {
      document.miner.pools[index].counters.url = bytes(String(repeating: "http://u", count: 200))
      document.miner.pools[index].counters.accepted = .max / 4
      document.miner.pools[index].counters.rejected = 999_999_999
      document.miner.pools[index].counters.droppedAged = 999_999_999
      document.miner.pools[index].lastError = bytes(String(repeating: "e", count: 200))
    }
    document.config.problems = [bytes(String(repeating: "word ", count: 60))]
    (document.miner.totals.hashes, document.miner.totals.announcementsFound) = (.max, .max)
    (document.miner.totals.wireBytesSent, document.uptimeSeconds) = (.max, 400_000_000)
    document.miner.queuedBytes = .max
    for index in document.traffic.classes.indices {
      document.traffic.classes[index].up.bytes = .max
      document.traffic.classes[index].down.bytes = .max
      document.traffic.classes[index].up.rate = BitRate(bitsPerSecond: 999_900_000_000)
      document.traffic.classes[index].down.rate = BitRate(bitsPerSecond: 999_900_000_000)
    }
    for index in document.caps.limits.indices {
      document.caps.limits[index].name = bytes(String(repeating: "n", count: 99))
      document.caps.limits[index].renewsOn = bytes(String(repeating: "9", count: 99))
      document.caps.limits[index].usedBytes = .max
      document.caps.limits[index].percent = .max / 2
      document.caps.limits[index].limitBytes = .max
    }
    for reason in [nil, PauseReason.noPool] {
      document.miner.reason = reason
      for line in lines(document.text()) { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test func invalidConfig_isNamedWithItsProblems_andBrokenJournalToo() {
    let text = string(busyDocument().text())
    #expect(text.contains("config   /etc/config/edgepoint is invalid; the config before it runs\n"))
    #expect(text.contains("unknown option 'payee'"))
    #expect(text.contains("storage  cannot be written\n"))
    #expect(text.contains("journal  cut at byte 7\n"))
  }

  @Test func bytesOfStrangers_cannotMoveTheCursor() {
    var document = busyDocument()
    document.miner.pools[0].lastError = [0x1B, 0x5B, 0x32, 0x4A, 0x9B, 0x07]
    #expect(string(document.text()).contains("last error: ?[2J??\n"))
  }

  @Test func colour_onlyWhenAsked() {
    #expect(!busyDocument().text().bytes.contains(0x1B))
    #expect(busyDocument().text(StatusStyle(color: true)).bytes.contains(0x1B))
  }
}
