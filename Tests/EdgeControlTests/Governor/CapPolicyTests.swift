import EdgeConfig
import EdgeControl
import EdgeTypes
import Testing

@Suite struct CapPolicyTests {
  private let noon = CivilDate(localSeconds: 1_795_219_200 + 12 * 3_600)

  private func policy(
    _ scope: CapScope, limit: UInt64, used: UInt64, _ action: CapAction = .stop,
    schedules: [ScheduleConfig] = [], dated: Bool = true
  ) -> CapPolicy {
    var cap = CapConfig(name: Array("monthly".utf8), limit: ByteCount(limit))
    (cap.scope, cap.atLimit) = (scope, action)
    return CapPolicy(caps: [cap], schedules: schedules, date: dated ? noon : nil) { _ in
      ByteCount(used)
    }
  }

  @Test func limitExactlyReached_stops_oneByteLessDoesNot() {
    #expect(policy(.miner, limit: 1_000, used: 999).allowances[.miner] == .full)
    #expect(policy(.miner, limit: 1_000, used: 1_000).allowances[.miner] == .stopped)
    #expect(policy(.miner, limit: 1_000, used: 1_000).allowances[.guest] == .full)
    #expect(policy(.guest, limit: 1_000, used: .max).allowances[.guest] == .stopped)
    #expect(policy(.total, limit: 1_000, used: 1_000).allowances[.guest] == .stopped)
    #expect(policy(.total, limit: 1_000, used: 1_000).allowances[.miner] == .stopped)
  }

  @Test func fourFifths_warn() {
    #expect(policy(.miner, limit: 1_000, used: 799).uses[0].state == .ok)
    let warned = policy(.miner, limit: 1_000, used: 800)
    #expect(warned.allowances[.miner] == .full && warned.minerHold == nil)
    #expect(warned.uses[0].state == .warning && warned.uses[0].percent == 80)
    #expect(policy(.miner, limit: 1_000, used: 1_000).uses[0].state == .reached)
    let huge = policy(.miner, limit: .max, used: .max - 1).uses[0]
    #expect(huge.state == .warning && (99...100).contains(huge.percent))
    #expect(policy(.miner, limit: 0, used: .max).uses[0].percent == 100)
    #expect(policy(.miner, limit: 1, used: .max).uses[0].percent > 100)
  }

  @Test func news_comesOnceAtEachStep() {
    func uses(_ used: UInt64) -> [CapUse] { policy(.miner, limit: 1_000, used: used).uses }
    #expect(CapNews.between([], uses(0)).isEmpty)
    let warned = CapNews.between(uses(0), uses(800))
    #expect(warned.map(\.text) == ["cap 'monthly': 800 B of 1 kB used this month; 80 % is used"])
    #expect(warned.map(\.isWarning) == [true])
    #expect(CapNews.between(uses(800), uses(999)).isEmpty)
    let reached = CapNews.between(uses(999), uses(1_000))
    #expect(
      reached.map(\.text) == [
        "cap 'monthly': 1 kB of 1 kB used this month: the miner is stopped until day 1 of the month"
      ])
    #expect(reached.map(\.isWarning) == [false])
    #expect(CapNews.between(uses(1_000), uses(1_001)).isEmpty)
    #expect(
      CapNews.between(uses(1_000), uses(7)).map(\.text) == [
        "cap 'monthly': 7 B of 1 kB used this month: it holds nobody back now"
      ])
    #expect(CapNews.between(uses(800), uses(0)).isEmpty)
    // A service that starts with a used up cap says so.
    #expect(CapNews.between([], uses(1_000)) == reached)
  }

  @Test func minerHold_namesTheScheduleBeforeTheCap_andNoThrottle() {
    #expect(policy(.miner, limit: 9, used: 9).minerHold == .capReached)
    #expect(policy(.total, limit: 9, used: 9).minerHold == .capReached)
    #expect(policy(.guest, limit: 9, used: 9).minerHold == nil)
    #expect(policy(.miner, limit: 9, used: 9, .throttle).minerHold == nil)
    let night = ScheduleConfig(
      name: [], trafficClass: .miner, startMinute: 23 * 60, stopMinute: 7 * 60)
    #expect(policy(.miner, limit: 9, used: 9, schedules: [night]).minerHold == .outsideSchedule)
  }

  @Test func throttle_slows_andSaysWhy() {
    let slowed = policy(.guest, limit: 50_000_000_000, used: 50_000_000_000, .throttle)
    #expect(slowed.allowances[.guest] == .throttled(CapPolicy.throttledRate))
    #expect(
      slowed.reasons == [
        "cap 'monthly': 50 GB of 50 GB used this month: guests are slowed to 64 kbit/s until day 1 of the month"
      ])
  }

  @Test func closedWindow_isStricterThanThrottle() {
    let night = ScheduleConfig(
      name: [], trafficClass: .miner, startMinute: 23 * 60, stopMinute: 7 * 60 + 5)
    let outcome = policy(.miner, limit: 1, used: 1, .throttle, schedules: [night])
    #expect(outcome.allowances[.miner] == .stopped)
    #expect(outcome.reasons.count == 2)
    #expect(
      outcome.reasons[1] == "the miner is stopped by the schedule; the next window opens at 23:00")
  }

  @Test func noTrustedClock_stopsClassesWithASchedule_only() {
    let day = ScheduleConfig(
      name: [], trafficClass: .guest, startMinute: 0, stopMinute: 23 * 60 + 59)
    #expect(policy(.miner, limit: 9, used: 0, schedules: [day]).allowances[.guest] == .full)
    let blind = policy(.miner, limit: 9, used: 0, schedules: [day], dated: false)
    #expect(blind.allowances[.guest] == .stopped)
    #expect(blind.allowances[.miner] == .full)
    #expect(blind.reasons.count == 1)
  }

  @Test func nearTheLimit_countersAreReadMoreOften() {
    var cap = CapConfig(name: [], limit: ByteCount(10 << 20))
    cap.period = .lifetime
    let line = BitRate(bitsPerSecond: 20_000_000)
    #expect(CapPolicy.pace(caps: [], ledger: Ledger(), rate: line) == .seconds(2))
    #expect(CapPolicy.pace(caps: [cap], ledger: Ledger(), rate: line) == .seconds(1))
    cap.limit = ByteCount(1)
    #expect(CapPolicy.pace(caps: [cap], ledger: Ledger(), rate: line) == .milliseconds(209))
    let huge = BitRate(bitsPerSecond: .max)
    #expect(CapPolicy.pace(caps: [cap], ledger: Ledger(), rate: huge) == .milliseconds(50))
  }

  @Test func fastTraffic_isReadFiveTimesASecond_farFromTheLimit() {
    var cap = CapConfig(name: [], limit: ByteCount(1 << 40))
    (cap.scope, cap.period) = (.total, .lifetime)
    let line = BitRate(bitsPerSecond: 40_000_000)
    func pace(_ megabytes: UInt64) -> Interval {
      var (ledger, reading) = (Ledger(), TrafficReading(boot: 1))
      for second: UInt64 in 0...1 {
        (reading.sent, reading.received) = (second * megabytes * 1_000_000, 0)
        let now = Instant(microseconds: second * 1_000_000)
        ledger.take(reading, caps: [cap], at: now, date: noon)
      }
      return CapPolicy.pace(caps: [cap], ledger: ledger, rate: line)
    }
    #expect(pace(0) == .seconds(1))
    #expect(pace(1) == .milliseconds(393))
    #expect(pace(5) == .milliseconds(200))
    #expect(pace(500) == .milliseconds(200))
  }

  @Test func springForward_opensTheWindowAtItsWallClockTime_autumnOpensItTwice() {
    // Open 02:30 to 03:30; local time jumps from 02:00 to 03:00, or falls back from 03:00 to 02:00.
    let window = ScheduleConfig(
      name: [], trafficClass: .miner, startMinute: 150, stopMinute: 210)
    func minutesOpen(before: Int64, after: Int64) -> Int {
      (0..<24 * 60).filter { minute in
        let utc = 1_795_219_200 + Int64(minute) * 60
        let offset = minute < 60 ? before : after
        return window.isOpen(at: CivilDate(localSeconds: utc + offset))
      }.count
    }
    #expect(minutesOpen(before: 3_600, after: 7_200) == 30)
    #expect(minutesOpen(before: 7_200, after: 3_600) == 90)
  }
}
