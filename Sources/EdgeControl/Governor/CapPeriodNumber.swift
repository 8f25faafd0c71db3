public import EdgeConfig
public import EdgeTypes

extension CapConfig {
  /// A number that changes exactly when the cap's period rolls over; comparable within one cap.
  public func periodNumber(at date: CivilDate) -> Int {
    switch period {
    case .lifetime: return 0
    case .day: return (date.year * 12 + date.month) * 32 + date.day
    case .month:
      let months = date.year * 12 + date.month
      return date.day >= reset(date.month, date.year) ? months : months - 1
    }
  }
}

extension CapConfig {
  /// The day on which the period after that of `date` begins, as `2026-12-01`; nil = never.
  public func renewal(after date: CivilDate) -> Text? {
    var (year, month, day) = (date.year, date.month, date.day + 1)
    switch period {
    case .lifetime: return nil
    case .day:
      if day > CivilDate.daysInMonth(month, of: year) { (month, day) = (month + 1, 1) }
    case .month:
      if date.day >= reset(month, year) { month += 1 }
      if month <= 12 { day = reset(month, year) }
    }
    if month > 12 {
      (year, month) = (year + 1, 1)
      day = period == .day ? 1 : reset(month, year)
    }
    return "\(year)-\(Self.twoDigits(month))-\(Self.twoDigits(day))"
  }

  /// A month with fewer days than `resetDay` begins anew on its last day; -1 always means the last.
  private func reset(_ month: Int, _ year: Int) -> Int {
    let last = CivilDate.daysInMonth(month, of: year)
    return resetDay < 0 ? last : min(max(resetDay, 1), last)
  }

  private static func twoDigits(_ value: Int) -> Text { value < 10 ? "0\(value)" : "\(value)" }
}

extension ScheduleConfig {
  /// Whether the window is open: `start` inclusive, `stop` exclusive, wrapping midnight if `stop`
  /// is the smaller; equal ends mean the whole day.
  ///
  /// Only the wall clock's minute counts, so a window is right on both days of a clock change.
  public func isOpen(at date: CivilDate) -> Bool {
    let minute = date.minuteOfDay
    if startMinute == stopMinute { return true }
    if startMinute < stopMinute { return minute >= startMinute && minute < stopMinute }
    return minute >= startMinute || minute < stopMinute
  }
}

extension [ScheduleConfig] {
  /// Whether `trafficClass` may run at `date`.
  ///
  /// A class without a window may always run. Nil, no trustworthy clock, is the safest answer: a
  /// class that has windows may not run.
  public func permit(_ trafficClass: TrafficClass, at date: CivilDate?) -> Bool {
    let windows = filter { $0.trafficClass == trafficClass }
    guard !windows.isEmpty else { return true }
    guard let date else { return false }
    return windows.contains { $0.isOpen(at: date) }
  }
}
