import EdgeConfig
import EdgeControl
import EdgeTypes
import Testing

@Suite struct MinerCountersTests {
  private func report(_ url: String = "http://a", accepted: UInt64, queued: UInt64 = 0)
    -> MinerReport
  {
    var pool = PoolReport()
    (pool.url, pool.accepted, pool.rejected) = (Array(url.utf8), accepted, 1)
    (pool.queued, pool.inFlight, pool.droppedAged) = (queued, queued / 2, 2)
    var report = MinerReport()
    (report.hashes, report.announcementsFound, report.pools) = (1000, accepted + 3, [pool])
    return report
  }

  @Test func minerRestarts_countsGoOnPerPool() {
    var counters = MinerCounters()
    counters.merge(last: report(accepted: 10))
    counters.merge(last: report(accepted: 5))
    let shown = counters.adding(report(accepted: 2))
    #expect(shown.pool(Array("http://a".utf8)).accepted == 17)
    #expect(shown.hashes == 3000)
    #expect(counters.pool(Array("http://a".utf8)).accepted == 15)
  }

  @Test func minerEndsWithQueue_nothingVanishesFromTheBooks() {
    var counters = MinerCounters()
    counters.merge(last: report(accepted: 10, queued: 8))
    let pool = counters.pool(Array("http://a".utf8))
    #expect(pool.lost == 4 && pool.droppedAtEnd == 8)
    #expect(pool.sent == 15 && pool.unsent == 10)
  }

  @Test func manyPoolsOverTheYears_onlyTheRecentStay() {
    var counters = MinerCounters()
    for number in 0..<40 { counters.merge(last: report("http://\(number)", accepted: 1)) }
    #expect(counters.pools.count == 32)
    #expect(counters.pool(Array("http://7".utf8)).accepted == 0)
    #expect(counters.pool(Array("http://39".utf8)).accepted == 1)
  }

  @Test func poolLeavesTheRunningMiner_itsCountsStay() {
    var books = MinerTotals()
    var both = report(accepted: 10, queued: 4)
    both.pools += report("http://b", accepted: 3).pools
    books.note(both)
    books.note(report("http://b", accepted: 5))
    #expect(books.totals.pool(Array("http://a".utf8)).accepted == 10)
    #expect(books.totals.pool(Array("http://b".utf8)).accepted == 5)
    books.close()
    #expect(books.report == nil && books.totals.pool(Array("http://a".utf8)).droppedAtEnd == 4)
  }

  @Test func overflow_wrapsInsteadOfTrapping() {
    var counters = MinerCounters()
    var huge = MinerReport()
    huge.hashes = .max
    counters.merge(last: huge)
    counters.merge(last: huge)
    #expect(counters.hashes == UInt64.max - 1)
  }

  @Test func record_survivesTheRoundTrip() {
    var record = MinerRecord()
    record.ownerPaused = true
    record.counters.merge(last: report(accepted: 10, queued: 8))
    record.counters.merge(last: report("http://b", accepted: 3))
    #expect(MinerRecord(decoding: record.encoded()) == record)
    #expect(MinerRecord(decoding: MinerRecord().encoded()) == MinerRecord())
  }

  @Test func record_cutOrChangedAnywhere_neverTraps() {
    var record = MinerRecord()
    record.counters.merge(last: report(accepted: 10, queued: 8))
    let bytes = record.encoded()
    for end in 0..<bytes.count { #expect(MinerRecord(decoding: Array(bytes[..<end])) == nil) }
    for index in bytes.indices {
      for value: UInt8 in [0, 1, 0x7F, 0xFF] {
        var changed = bytes
        changed[index] = value
        _ = MinerRecord(decoding: changed)
      }
    }
    #expect(MinerRecord(decoding: bytes + [0]) == nil)
  }
}

@Suite struct ConfigChangesTests {
  @Test func equalConfigs_changeNothing() {
    #expect(Config().sectionsChanged(from: Config()).isEmpty)
  }

  @Test func onlyTheLimit_touchesOnlyMining() {
    var new = Config()
    new.miner.uploadLimit = BitRate(bitsPerSecond: 1)
    let changed = new.sectionsChanged(from: Config())
    #expect(changed.map { Text($0) } == ["miner"])
  }

  /// A section that is left out of the comparison would be changed by a reload without a word.
  @Test func everySection_isCompared() {
    let sections = Mirror(reflecting: Config()).children.count
    var new = Config()
    new.globals.stateDirectory = []
    new.wan.metered = true
    new.miner.uploadLimit = BitRate(bitsPerSecond: 1)
    new.classes = [ClassConfig(.miner)]
    new.caps = [CapConfig(name: [], limit: ByteCount(1))]
    new.schedules = [ScheduleConfig(name: [], trafficClass: .miner, startMinute: 0, stopMinute: 1)]
    new.leases = [LeaseConfig(name: [])]
    new.guest.enabled = true
    new.mesh.enabled = true
    new.leds = [LEDConfig(name: [], sysfs: [])]
    new.status.socket = []
    #expect(new.sectionsChanged(from: Config()).count == sections)
  }
}
