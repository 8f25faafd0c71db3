import EdgeConfig
import EdgeControl
import EdgeTypes
import JSON
import Testing

@Suite struct StatusDocumentTests {
  @Test func json_readBack_isTheSameDocument() throws {
    let document = busyDocument()
    #expect(StatusDocument(json: try parsed(document.json)) == document)
    var paused = StatusDocument()
    paused.miner.reason = .hot
    #expect(StatusDocument(json: try parsed(paused.json)) == paused)
  }

  @Test func json_usesBaseUnitsAndNullForUnknown() throws {
    let json = try parsed(busyDocument().json)
    #expect(json.member("miner")?.member("cpu_microseconds")?.integer(Int.self) == 1_234_567)
    #expect(json.member("miner")?.member("pause_reason")?.isNull == true)
    #expect(json.member("system")?.member("temperature_millicelsius")?.integer(Int.self) == 54_321)
  }

  @Test func json_fromAnotherVersion_keepsDefaults() throws {
    let document = StatusDocument(json: try parsed(bytes(#"{"version":7,"miner":[],"new":1}"#)))
    #expect(document.version.isEmpty && document.miner == MinerStatus())
  }

  @Test func goodPercent_isZeroForThePoolThatCannotBeReached() {
    var pool = PoolStatus(url: [])
    #expect(pool.goodPercent == nil)
    pool.state = .backingOff
    #expect(pool.goodPercent == 0)
    (pool.counters.accepted, pool.counters.lost) = (2, 1)
    #expect(pool.goodPercent == 66)
    (pool.counters.accepted, pool.counters.lost) = (.max / 2, .max / 2)
    #expect(pool.goodPercent == 50)
  }

  @Test func update_addsTheRunningMinerToTheBooks_andKeepsTheConfigsOrder() {
    var config = MinerConfig()
    config.pools = [bytes("http://b"), bytes("http://a")]
    var running = PoolReport()
    (running.url, running.accepted, running.state) = (bytes("http://a"), 5, .working)
    var report = MinerReport()
    (report.pools, report.hashes) = ([running], 100)
    var books = MinerTotals()
    books.note(report)
    books.close()
    books.note(report)
    var status = MinerStatus()
    status.update(config, MinerDecision(), books)
    #expect(status.pools.map(\.counters.url) == config.pools)
    #expect(status.pools[1].counters.accepted == 10 && status.pools[1].state == .working)
    #expect(status.totals.hashes == 200)
  }

  @Test func rateMeter_averagesTenSeconds_andStartsOverWithANewProcess() {
    var meter = RateMeter()
    #expect(meter.rate.bitsPerSecond == 0)
    for now in 0...30 { meter.note(UInt64(now) * 1000, at: second(UInt64(now))) }
    #expect(meter.rate.bitsPerSecond == 8000)
    for now in 31...41 { meter.note(30_000, at: second(UInt64(now))) }
    #expect(meter.rate.bitsPerSecond == 0)
    meter.note(10, at: second(42))
    #expect(meter.rate.bitsPerSecond == 0)
  }
}
