extension CapConfig {
  /// A number that changes exactly when the cap's period rolls over; comparable within one cap.
  ///
  /// A month with fewer days than `resetDay` rolls over on its last day; -1 always means the last.
  public func periodNumber(at date: CivilDate) -> Int {
    switch period {
    case .lifetime: return 0
    case .day: return (date.year * 12 + date.month) * 32 + date.day
    case .month:
      let last = CivilDate.daysInMonth(date.month, of: date.year)
      let reset = resetDay < 0 ? last : min(max(resetDay, 1), last)
      let months = date.year * 12 + date.month
      return date.day >= reset ? months : months - 1
    }
  }
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
