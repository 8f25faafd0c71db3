import EdgeConfig
import EdgeControl
import EdgeTypes
import Testing

/// Who uses the line, followed from the queues' counters.
@Suite struct ClassMetersTests {
  private func reading(owner: UInt64, drops: UInt64 = 0) -> TrafficReading {
    var reading = TrafficReading(boot: 1)
    var up = ClassReadings()
    (up[.owner].bytes, up[.owner].drops, up[.miner].bytes) = (owner, drops, 77)
    reading.queues.up = up
    return reading
  }

  @Test func twoReadings_giveTheRateBetweenThem() throws {
    var meters = ClassMeters()
    meters.take(reading(owner: 1_000), at: .zero)
    meters.take(reading(owner: 126_000, drops: 3), at: Instant.zero.advanced(by: .seconds(1)))
    let owner = try #require(meters.classes.first { $0.trafficClass == .owner })
    #expect(owner.up.rate == BitRate(bitsPerSecond: 1_000_000))
    #expect((owner.up.bytes, owner.up.drops) == (126_000, 3))
    #expect(owner.down == ClassFlow())
    let miner = try #require(meters.classes.first { $0.trafficClass == .miner })
    #expect((miner.up.bytes, miner.up.rate) == (77, BitRate(bitsPerSecond: 0)))
  }

  @Test func nothingShaped_showsNoClasses_andBeginsAnew() {
    var meters = ClassMeters()
    meters.take(reading(owner: 1_000), at: .zero)
    meters.take(TrafficReading(boot: 1), at: Instant.zero.advanced(by: .seconds(1)))
    #expect(meters.classes.isEmpty)
    meters.take(reading(owner: 9_000_000), at: Instant.zero.advanced(by: .seconds(2)))
    #expect(meters.classes.first?.up.rate == BitRate(bitsPerSecond: 0))
  }
}
