import EdgeConfig
import EdgeTypes
import NetModel
import Testing

@testable import EdgeControl

/// 2026-11-21T00:00 as local seconds.
private let today: Int64 = 1_795_219_200
private let day: Int64 = 86_400
private func date(_ days: Int64, _ seconds: Int64 = 0) -> CivilDate {
  CivilDate(localSeconds: today + days * day + seconds)
}
private func seconds(_ value: UInt64) -> Instant { Instant(microseconds: value * 1_000_000) }

private func cap(
  _ scope: CapScope, _ period: CapPeriod, limit: UInt64 = 1 << 30, resetDay: Int = 1
) -> CapConfig {
  var cap = CapConfig(name: Array("c".utf8), limit: ByteCount(limit))
  (cap.scope, cap.period, cap.resetDay) = (scope, period, resetDay)
  return cap
}

/// The miner's two counters of what it sent.
private func reading(_ queue: UInt64, counted: UInt64? = nil, boot: UInt64 = 1) -> TrafficReading {
  var reading = TrafficReading(boot: boot)
  var up = ClassReadings()
  up[.miner].bytes = queue
  reading.queues.up = up
  if let counted {
    var counts = PacketCounts()
    counts[.miner].up = counted
    reading.counts = counts
  }
  return reading
}

@Suite struct LedgerTests {
  private let monthly = cap(.miner, .month)

  @Test func firstReading_isTheBaseline_andDifferencesAreCharged() {
    var ledger = Ledger()
    ledger.take(reading(5_000), caps: [monthly], at: seconds(1), date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(0))
    ledger.take(reading(7_500), caps: [monthly], at: seconds(2), date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(2_500))
    #expect(ledger.bytes(of: .miner) == 2_500)
  }

  @Test func counterBeginsAnew_chargesWhatItShows() {
    var ledger = Ledger()
    ledger.take(reading(5_000), caps: [monthly], at: seconds(1), date: date(0))
    ledger.take(reading(400), caps: [monthly], at: seconds(2), date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(400))
  }

  @Test func counterRunsOver32Or64Bits_chargesTheDifference() {
    let (word, second) = (UInt64(1) << 32, Interval.seconds(1))
    #expect(CounterStep.bytes(from: word - 100, to: 50, in: second) == 150)
    #expect(CounterStep.bytes(from: .max - 99, to: 50, in: second) == 150)
    // 2 GiB in a second is no line of ours: it began anew.
    #expect(CounterStep.bytes(from: word / 2, to: 50, in: second) == 50)
    #expect(CounterStep.bytes(from: word - 100, to: 50, in: nil) == 50)
    #expect(CounterStep.bytes(from: .max, to: 0, in: Interval(microseconds: .max)) == 1)
    // A queue's counter has 64 bits: made anew after a minute it is new, and not 4 GiB further.
    var ledger = Ledger()
    ledger.take(reading(5_000_000), caps: [monthly], at: seconds(1), date: date(0))
    ledger.take(reading(400), caps: [monthly], at: seconds(120), date: date(0))
    #expect(ledger.bytes(of: .miner) == 400)
  }

  @Test func arrivingBytesThatDiffer_chargeTheLarger_andAMissingCountIsStoodInFor() {
    func arrived(_ queue: UInt64, counted: UInt64?) -> TrafficReading {
      var reading = reading(0, counted: counted == nil ? nil : 0)
      reading.queues.down = ClassReadings()
      reading.queues.down?[.miner].bytes = queue
      reading.counts?[.miner].down = counted ?? 0
      return reading
    }
    var ledger = Ledger()
    ledger.take(arrived(0, counted: 0), caps: [monthly], at: seconds(1), date: date(0))
    ledger.take(arrived(1_000, counted: 1_200), caps: [monthly], at: seconds(2), date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(1_200))
    ledger.take(arrived(2_000, counted: nil), caps: [monthly], at: seconds(3), date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(2_200))
  }

  @Test func whatTheQueueDrops_isNotCharged_whatGoesAroundItIsWhenItShows() {
    func sent(_ queue: UInt64, drops: UInt64, counted: UInt64) -> TrafficReading {
      var reading = reading(queue, counted: counted)
      reading.queues.up?[.miner].drops = drops
      return reading
    }
    let lost: UInt64 = 100_000_000
    var ledger = Ledger()
    ledger.take(sent(0, drops: 0, counted: 0), caps: [monthly], at: seconds(1), date: date(0))
    ledger.take(
      sent(10_000, drops: lost / 1_514 + 1, counted: lost), caps: [monthly], at: seconds(62),
      date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(10_000) && ledger.disagreements.isEmpty)
    ledger.take(
      sent(10_000, drops: lost / 1_514 + 1, counted: 2 * lost), caps: [monthly], at: seconds(123),
      date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(10_000 + lost))
    #expect(ledger.disagreements.map(\.pair) == [Disagreement.Pair(.miner, .up)])
  }

  @Test func observerThatReturns_isNotChargedAgainForWhatTheOtherStoodInFor() {
    var ledger = Ledger()
    ledger.take(reading(0, counted: 0), caps: [monthly], at: seconds(1), date: date(0))
    ledger.take(reading(1_000), caps: [monthly], at: seconds(2), date: date(0))
    ledger.take(reading(1_500, counted: 1_500), caps: [monthly], at: seconds(3), date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(1_500))
    ledger.take(nil, caps: [monthly], at: seconds(4), date: date(0))
    ledger.take(reading(1_700, counted: 1_700), caps: [monthly], at: seconds(5), date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(1_700))
  }

  @Test func minersOwnWord_standsOnlyWhereNobodyElseCounts() {
    var own = MinerBytes()
    (own.sent, own.received) = (1_000, 50)
    var ledger = Ledger()
    let total = cap(.total, .month)
    ledger.take(nil, miner: own, caps: [monthly, total], at: seconds(1), date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(1_050))
    #expect(ledger.usage(of: total) == ByteCount(1_050))
    // The rules come, and count from zero.
    ledger.take(
      reading(0, counted: 0), miner: own, caps: [monthly], at: seconds(2), date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(1_050))
    ledger.take(
      reading(1_100, counted: 1_080), miner: own, caps: [monthly], at: seconds(3), date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(2_150))
    // Queues alone cannot know the miner's packets without rules.
    ledger.take(reading(1_100), miner: own, caps: [monthly], at: seconds(4), date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(3_200))
  }

  @Test func reports_areTurnedIntoSteps_overMinersThatComeAndGo() {
    func report(_ sent: UInt64) -> MinerReport {
      var report = MinerReport()
      (report.wireBytesSent, report.wireBytesReceived) = (sent, sent / 10)
      return report
    }
    var wire = MinerWire()
    wire.note(report(1_000))
    wire.note(report(1_500))
    #expect(wire.take().sent == 1_500)
    #expect(wire.take() == MinerBytes())
    wire.ended()
    wire.note(report(2_000))
    let after = wire.take()
    #expect(after.sent == 2_000 && after.received == 200)
  }

  @Test func newDevice_countsItsOwnQueuesFromZero_andGoesOnWithTheRules() {
    var ledger = Ledger()
    ledger.take(reading(5_000, counted: 5_000), caps: [monthly], at: seconds(1), date: date(0))
    ledger.forgetLine()
    ledger.take(reading(6_000, counted: 11_000), caps: [monthly], at: seconds(2), date: date(0))
    #expect(ledger.usage(of: monthly) == ByteCount(6_000))
  }

  @Test func totalIsTheInterface_ownerIncluded() {
    let total = cap(.total, .day)
    var ledger = Ledger()
    var one = TrafficReading(boot: 1)
    (one.sent, one.received) = (1_000_000, 9_000_000)
    ledger.take(one, caps: [total], at: seconds(1), date: date(0))
    (one.sent, one.received) = (1_000_100, 9_000_700)
    ledger.take(one, caps: [total], at: seconds(2), date: date(0))
    #expect(ledger.usage(of: total) == ByteCount(800))
    #expect(ledger.bytes(of: .total) == 800)
    ledger.forgetLine()
    (one.sent, one.received) = (77_000_000, 88_000_000)
    ledger.take(one, caps: [total], at: seconds(3), date: date(0))
    #expect(ledger.usage(of: total) == ByteCount(800))
  }

  @Test func restart_goesOnFromTheJournal_andChargesWhatPassedMeanwhile() throws {
    var ledger = Ledger()
    ledger.take(reading(1_000), caps: [monthly], at: seconds(1), date: date(0))
    ledger.take(reading(3_000), caps: [monthly], at: seconds(2), date: date(0))
    ledger.clock = ClockReading(
      wallSeconds: -5, monotonic: seconds(2), boot: 1, isSynchronised: true)
    var back = try #require(Ledger(decoding: ledger.encoded()))
    #expect(back.clock == ledger.clock)
    #expect(back.usage(of: monthly) == ByteCount(2_000))
    back.take(reading(3_500), caps: [monthly], at: seconds(60), date: date(0))
    #expect(back.usage(of: monthly) == ByteCount(2_500))
  }

  @Test func machineRestarts_countersCountFromZero() throws {
    var ledger = Ledger()
    ledger.take(reading(1_000), caps: [monthly], at: seconds(1), date: date(0))
    var back = try #require(Ledger(decoding: ledger.encoded()))
    back.take(reading(5_000, boot: 2), caps: [monthly], at: seconds(1), date: date(0))
    #expect(back.usage(of: monthly) == ByteCount(5_000))
  }

  @Test func everyPrefixAndByteChange_isDecodedOrRefused() {
    var ledger = Ledger()
    ledger.take(
      reading(1_000), caps: [monthly, cap(.total, .day)], at: seconds(1), date: date(0))
    let bytes = ledger.encoded()
    #expect(bytes.first == 2)
    for count in 0..<bytes.count { #expect(Ledger(decoding: Array(bytes[..<count])) == nil) }
    for index in bytes.indices {
      for value in [UInt8(0), 1, 0x7F, 0x80, 0xFF] {
        var changed = bytes
        changed[index] = value
        guard var odd = Ledger(decoding: changed) else { continue }
        odd.take(reading(2_000), caps: [monthly], at: seconds(2), date: date(40))
        _ = odd.encoded()
      }
    }
  }

  @Test func isDue_afterSevenSixteenthsOfAMebibyteOrFiveMinutes_neverMoreThanFiveTimesASecond() {
    var ledger = Ledger()
    ledger.take(reading(0), caps: [monthly], at: seconds(1), date: date(0))
    #expect(ledger.isDue(at: seconds(1)))  // A period began.
    ledger.noteWritten(at: seconds(1))
    ledger.take(reading(7 << 16 - 1), caps: [monthly], at: seconds(2), date: date(0))
    #expect(!ledger.isDue(at: seconds(2)))
    #expect(ledger.isDue(at: seconds(301)))
    ledger.take(reading(7 << 16), caps: [monthly], at: seconds(3), date: date(0))
    #expect(ledger.isDue(at: seconds(3)))
    ledger.noteWritten(at: seconds(3))
    #expect(!ledger.isDue(at: seconds(10_000)))
    ledger.take(reading(1 << 30), caps: [monthly], at: seconds(3), date: date(0))
    #expect(!ledger.isDue(at: seconds(3).advanced(by: .milliseconds(179))))
    #expect(ledger.isDue(at: seconds(3).advanced(by: .milliseconds(180))))
  }

  @Test func clockOfAnotherStart_isWrittenAtOnce_whereThereIsACap() {
    func clock(_ boot: UInt64) -> ClockReading {
      ClockReading(wallSeconds: today, monotonic: seconds(1), boot: boot, isSynchronised: true)
    }
    var ledger = Ledger()
    ledger.note(clock: clock(1))
    #expect(!ledger.isDue(at: seconds(1)))
    ledger.take(reading(0), caps: [monthly], at: seconds(1), date: date(0))
    ledger.noteWritten(at: seconds(1))
    ledger.note(clock: clock(1))
    #expect(!ledger.isDue(at: seconds(2)))
    ledger.note(clock: nil)
    #expect(ledger.clock == clock(1))
    ledger.note(clock: clock(2))
    #expect(ledger.isDue(at: seconds(2)))
  }

  @Test func otherNameOrLimit_freesNothing_norDoesAnotherResetDay() {
    var ledger = Ledger()
    ledger.take(reading(0), caps: [monthly], at: seconds(1), date: date(0))
    ledger.take(reading(900), caps: [monthly], at: seconds(2), date: date(0))
    ledger.take(reading(900), caps: [], at: seconds(3), date: date(0))
    var renamed = cap(.miner, .month, limit: 5)
    renamed.name = Array("other".utf8)
    #expect(ledger.usage(of: renamed) == ByteCount(900))
    renamed.resetDay = 15
    ledger.take(reading(900), caps: [renamed], at: seconds(4), date: date(0))
    #expect(ledger.usage(of: renamed) == ByteCount(900))
  }
}

@Suite struct LedgerPeriodTests {
  /// What a cap has used after 100 bytes on each of the given days (nil = no trusted date).
  private func usage(_ cap: CapConfig, on days: [Int64?], from start: Int64 = 0) -> [UInt64] {
    var ledger = Ledger()
    var counter: UInt64 = 0
    ledger.take(reading(0), caps: [cap], at: seconds(0), date: date(start))
    return days.map {
      counter += 100
      ledger.take(reading(counter), caps: [cap], at: seconds(counter), date: $0.map { date($0) })
      return ledger.usage(of: cap).bytes
    }
  }

  @Test func resetDay31_turnsOnTheLastDayOfShortMonths() {
    // 2026-11-29, -30, 12-01, 12-30, 12-31, 2027-01-30, 01-31, 02-27, 02-28, 03-01
    let days: [Int64] = [8, 9, 10, 39, 40, 70, 71, 98, 99, 100]
    let expected: [UInt64] = [100, 100, 200, 300, 100, 200, 100, 200, 100, 200]
    #expect(usage(cap(.miner, .month, resetDay: 31), on: days) == expected)
    #expect(usage(cap(.miner, .month, resetDay: -1), on: days) == expected)
  }

  @Test func lifetime_neverTurns() {
    #expect(usage(cap(.miner, .lifetime), on: [0, 400, 4_000]) == [100, 200, 300])
  }

  @Test func noTrustedDate_keepsThePeriod_andTheNextOneGetsWhatWasUndated() {
    let daily = cap(.miner, .day)
    #expect(usage(daily, on: [0, nil, nil, 0]) == [100, 200, 300, 400])
    // The day has turned while nobody knew: what passed since the clock was lost is its.
    #expect(usage(daily, on: [0, nil, nil, 1]) == [100, 200, 300, 300])
  }

  @Test func clockBackOverMidnight_keepsTheNewDay() {
    #expect(usage(cap(.miner, .day), on: [0, 1, 0, 1]) == [100, 100, 200, 300])
    #expect(usage(cap(.miner, .month), on: [9, 10, 9, 10]) == [100, 100, 200, 300])
  }

  @Test func believedClockTenYearsBack_takesThePeriodBack_andFreesNothing() {
    let tenYears: Int64 = 3_653
    #expect(
      usage(cap(.miner, .month), on: [tenYears, 0, 0, 20], from: tenYears) == [100, 200, 300, 100])
  }

  @Test func autumnClockChange_daysTurnOnceEach() {
    // The hour from 02:00 to 03:00 comes twice on the day; midnight comes once.
    let daily = cap(.miner, .day)
    var ledger = Ledger()
    var (counter, turns, last) = (UInt64(0), 0, UInt64(0))
    for hour in 0..<50 {
      let offset: Int64 = hour < 3 ? 7_200 : 3_600
      let local = CivilDate(localSeconds: today - 7_200 + Int64(hour) * 3_600 + offset)
      ledger.take(reading(counter), caps: [daily], at: seconds(counter), date: local)
      counter += 10
      let used = ledger.usage(of: daily).bytes
      if used < last { turns += 1 }
      last = used
    }
    #expect(turns == 2)
  }
}
