import EdgeConfig
import EdgeControl
import EdgeTypes
import Testing

struct MinerHoldTests {
  private let night = [
    ScheduleConfig(
      name: Array("night".utf8), trafficClass: .miner, startMinute: 23 * 60, stopMinute: 7 * 60)
  ]
  private func clock(_ hour: Int64) -> CivilDate { CivilDate(localSeconds: hour * 3_600) }
  private func hold(_ schedules: [ScheduleConfig], at date: CivilDate?) -> MinerHold? {
    CapPolicy(caps: [], schedules: schedules, date: date) { _ in ByteCount(0) }.minerHold
  }

  @Test func insideTheWindow_nothingHolds() {
    #expect(hold(night, at: clock(2)) == nil)
    #expect(hold(night, at: clock(23)) == nil)
  }

  @Test func outsideTheWindow_holdsForTheSchedule() {
    #expect(hold(night, at: clock(7)) == .outsideSchedule)
    #expect(hold(night, at: clock(12)) == .outsideSchedule)
  }

  @Test func noTrustworthyClock_holdsOnlyIfThereIsAWindow() {
    #expect(hold(night, at: nil) == .clockUntrusted)
    #expect(hold([], at: nil) == nil)
  }

  @Test func windowsOfOtherClasses_doNotHoldTheMiner() {
    var guests = night
    guests[0].trafficClass = .guest
    #expect(hold(guests, at: clock(12)) == nil)
    #expect(hold(guests, at: nil) == nil)
  }

  @Test func heldMiner_getsNoLine_andASlowedOneTheStricterLimit() {
    var config = Config()
    config.miner.uploadLimit = BitRate(bitsPerSecond: 1_000_000)
    var (facts, policy) = (MinerInputs(), MinerPolicy())
    func orders() -> MinerOrders { policy.decide(config, facts, at: .zero).orders }
    #expect(orders().networkUp)
    facts.hold = .capReached
    #expect(!orders().networkUp)
    facts.hold = nil
    facts.slowedTo = CapPolicy.throttledRate
    #expect(orders().networkUp && orders().uploadLimit == CapPolicy.throttledRate)
    facts.slowedTo = BitRate(bitsPerSecond: 2_000_000)
    #expect(orders().uploadLimit == config.miner.uploadLimit)
    config.miner.uploadLimit = nil
    #expect(orders().uploadLimit == facts.slowedTo)
  }
}
