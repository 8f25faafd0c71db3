import EdgeControl
import EdgeTypes
import Testing

struct MinerHoldTests {
  private let night = [
    ScheduleConfig(
      name: Array("night".utf8), trafficClass: .miner, startMinute: 23 * 60, stopMinute: 7 * 60)
  ]
  private func clock(_ hour: Int64) -> CivilDate { CivilDate(localSeconds: hour * 3_600) }

  @Test func insideTheWindow_nothingHolds() {
    #expect(MinerHold(night, at: clock(2)) == nil)
    #expect(MinerHold(night, at: clock(23)) == nil)
  }

  @Test func outsideTheWindow_holdsForTheSchedule() {
    #expect(MinerHold(night, at: clock(7)) == .outsideSchedule)
    #expect(MinerHold(night, at: clock(12)) == .outsideSchedule)
  }

  @Test func noTrustworthyClock_holdsOnlyIfThereIsAWindow() {
    #expect(MinerHold(night, at: nil) == .clockUntrusted)
    #expect(MinerHold([], at: nil) == nil)
  }

  @Test func windowsOfOtherClasses_doNotHoldTheMiner() {
    var guests = night
    guests[0].trafficClass = .guest
    #expect(MinerHold(guests, at: clock(12)) == nil)
    #expect(MinerHold(guests, at: nil) == nil)
  }
}
