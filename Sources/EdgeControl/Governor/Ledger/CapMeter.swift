internal import EdgeConfig
internal import EdgeTypes

/// One amount as two observers count it; what a cap is charged is the larger.
///
/// The queues know what a class has sent; for miner and guests the packet rules, and for all
/// together the interface, know it too. Traffic that escapes one of them is charged all the same:
/// at once, or, where the rules come before the queue, when the two are compared.
struct Observed: Equatable, Sendable {
  var byQueues: UInt64 = 0
  var byOthers: UInt64 = 0

  var bytes: UInt64 { max(byQueues, byOthers) }

  mutating func add(_ more: Observed) {
    byQueues = sum(byQueues, more.byQueues)
    byOthers = sum(byOthers, more.byOthers)
  }

  private func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}

/// What went by in the current period of all caps of one scope, period and reset day.
///
/// A cap's name and limit are not part of it: renaming or raising a cap frees nothing.
struct CapMeter: Equatable, Sendable {
  let scope: CapScope
  let period: CapPeriod
  /// 1 unless the period is a month.
  let resetDay: Int
  /// `CapConfig.periodNumber`; nil until the date is known for the first time.
  var number: Int?
  var used = Observed()
  /// The part of `used` that was charged since the date was last known: it belongs to the period
  /// that the clock will show once it is right.
  var undated = Observed()

  init(scope: CapScope, period: CapPeriod, resetDay: Int) {
    (self.scope, self.period) = (scope, period)
    self.resetDay = period == .month ? resetDay : 1
  }

  func measures(_ cap: CapConfig) -> Bool {
    scope == cap.scope && period == cap.period && (period != .month || resetDay == cap.resetDay)
  }

  /// Takes note of a date that can be trusted; true if a new period has begun.
  mutating func turn(to date: CivilDate) -> Bool {
    var cap = CapConfig(name: [], limit: ByteCount(0))
    (cap.period, cap.resetDay) = (period, resetDay)
    let current = cap.periodNumber(at: date)
    defer { undated = Observed() }
    guard let known = number else {
      number = current
      return true
    }
    if current > known {
      number = current
      used = undated
      return true
    }
    // A summer-time change or a new time zone may lead back over the boundary: the new period goes
    // on. Further back the clock was wrong before: its period is taken back, what was used is not.
    if known - current > (period == .day ? 6 : 1) { number = current }
    return false
  }

  mutating func charge(_ amount: Observed, isDated: Bool) {
    used.add(amount)
    if !isDated { undated.add(amount) }
  }
}
