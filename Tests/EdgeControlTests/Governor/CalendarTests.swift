import EdgeConfig
import EdgeControl
import EdgeTypes
import Testing

@Suite struct CalendarTests {
  @Test(arguments: [
    (Int64(0), 1970, 1, 1, 0), (951_782_400, 2000, 2, 29, 0), (951_868_799, 2000, 2, 29, 1439),
    (951_868_800, 2000, 3, 1, 0), (4_107_542_400, 2100, 3, 1, 0),
    (1_795_255_200, 2026, 11, 21, 600),
  ])
  func knownSeconds_giveKnownDates(_ known: (Int64, Int, Int, Int, Int)) {
    let date = CivilDate(localSeconds: known.0)
    #expect(date.year == known.1)
    #expect(date.month == known.2)
    #expect(date.day == known.3)
    #expect(date.minuteOfDay == known.4)
  }

  @Test func absurdClocks_areClamped() {
    #expect(CivilDate(localSeconds: .min).year == 1970)
    #expect(CivilDate(localSeconds: .max).year == 9999)
  }

  @Test func resetOnThe31st_rollsOverOnceInEveryMonth() {
    expectOneRollOverAMonth(resetDay: 31)
    expectOneRollOverAMonth(resetDay: -1)
    expectOneRollOverAMonth(resetDay: 1)
    expectOneRollOverAMonth(resetDay: 15)
  }

  private func expectOneRollOverAMonth(resetDay: Int) {
    var cap = CapConfig(name: [], limit: .init(1))
    cap.resetDay = resetDay
    var changes = 0
    var last = cap.periodNumber(at: CivilDate(localSeconds: 0))
    for day in 1..<(365 * 4 + 1) {  // 1970-01-02 ... 1973-12-31
      let number = cap.periodNumber(at: CivilDate(localSeconds: Int64(day) * 86_400))
      #expect(number == last || number == last + 1)
      if number != last { changes += 1 }
      last = number
    }
    #expect(changes == (resetDay == 1 ? 47 : 48))
  }

  /// Each day for four years: the period must turn on the day that was announced, and on no other.
  @Test(arguments: [CapPeriod.day, .month], [1, 15, 29, 31, -1])
  func renewal_isTheDayOnWhichThePeriodTurns(_ period: CapPeriod, _ resetDay: Int) {
    var cap = CapConfig(name: [], limit: .init(1))
    (cap.period, cap.resetDay) = (period, resetDay)
    var announced: Text?
    for day in 20_000..<(20_000 + 365 * 4 + 1) {
      let today = CivilDate(localSeconds: Int64(day) * 86_400)
      let yesterday = CivilDate(localSeconds: Int64(day - 1) * 86_400)
      let name: Text =
        "\(today.year)-\(today.month < 10 ? "0" : "")\(today.month)-\(today.day < 10 ? "0" : "")\(today.day)"
      if let announced {
        let isTurn = cap.periodNumber(at: today) > cap.periodNumber(at: yesterday)
        #expect(isTurn == (name == announced), "\(string(name))")
      }
      announced = cap.renewal(after: today)
    }
    cap.period = .lifetime
    #expect(cap.renewal(after: CivilDate(localSeconds: 0)) == nil)
  }

  @Test func windowOverMidnight_isOpenOnBothSides() {
    let night = ScheduleConfig(
      name: [], trafficClass: .miner, startMinute: 23 * 60, stopMinute: 7 * 60)
    #expect(night.isOpen(at: CivilDate(localSeconds: 23 * 3600)))
    #expect(night.isOpen(at: CivilDate(localSeconds: 6 * 3600 + 59 * 60)))
    #expect(!night.isOpen(at: CivilDate(localSeconds: 7 * 3600)))
    #expect(!night.isOpen(at: CivilDate(localSeconds: 22 * 3600)))
    #expect([night].permit(.miner, at: nil) == false)
    #expect([night].permit(.guest, at: nil) == true)
  }
}
