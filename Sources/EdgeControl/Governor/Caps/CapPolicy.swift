public import EdgeTypes

/// What caps and schedules leave of the miner's and the guests' class, and why.
///
/// The owner is never stopped: a cap of scope `total` holds back the other two.
public struct CapPolicy: Equatable, Sendable {
  /// The rate of a class whose cap says `throttle`, each way: enough to read mail and to pay.
  public static let throttledRate = BitRate(bitsPerSecond: 64_000)

  public private(set) var miner = ClassAllowance.full
  public private(set) var guest = ClassAllowance.full
  /// What holds a class back, one sentence each; empty when nothing does.
  public private(set) var reasons: [Text] = []
  /// Caps of which 80 % and less than all is used.
  public private(set) var warnings: [Text] = []

  /// - Parameter date: local time; nil = no clock that can be trusted. A class with a schedule is
  ///   stopped then, and caps go on in the period that they were in.
  public init(
    caps: [CapConfig], schedules: [ScheduleConfig], date: CivilDate?,
    usage: (CapConfig) -> ByteCount
  ) {
    for cap in caps {
      let used = usage(cap).bytes
      let limit = cap.limit.bytes
      if used >= limit {
        apply(cap, used)
      } else if used >= limit - limit / 5 {
        warnings.append("\(Self.figures(cap, used)); 80 % is used")
      }
    }
    apply(schedules, .miner, date)
    apply(schedules, .guest, date)
  }

  public init(config: Config, ledger: Ledger, date: CivilDate?) {
    self.init(caps: config.caps, schedules: config.schedules, date: date) { ledger.usage(of: $0) }
  }

  /// When to read the counters again, so that no cap is passed by more than about half a
  /// `Ledger.quantum` while `rate` goes by: 50 ms to 1 s.
  public static func pace(
    caps: [CapConfig], ledger: Ledger, rate: BitRate
  ) -> Interval {
    var room = UInt64.max
    for cap in caps {
      let used = ledger.usage(of: cap).bytes
      if used < cap.limit.bytes { room = min(room, cap.limit.bytes - used) }
    }
    let perSecond = min(rate.bytesPerSecond, 1 << 40)
    guard room < perSecond else { return .seconds(1) }
    let milliseconds = (room + Ledger.quantum.bytes / 2) * 1_000 / perSecond
    return .milliseconds(min(max(milliseconds, 50), 1_000))
  }

  private mutating func apply(_ cap: CapConfig, _ used: UInt64) {
    let allowance: ClassAllowance =
      cap.atLimit == .stop ? .stopped : .throttled(Self.throttledRate)
    if cap.scope != .guest { miner = Self.stricter(miner, allowance) }
    if cap.scope != .miner { guest = Self.stricter(guest, allowance) }
    let what: Text =
      switch allowance {
      case .stopped: "stopped"
      default: "slowed to \(Figures.rate(Self.throttledRate))"
      }
    reasons.append(
      "\(Self.figures(cap, used)): \(Self.whom(cap.scope)) \(what)\(Self.renewal(cap))")
  }

  private mutating func apply(
    _ schedules: [ScheduleConfig], _ trafficClass: TrafficClass, _ date: CivilDate?
  ) {
    guard !schedules.permit(trafficClass, at: date) else { return }
    if trafficClass == .miner { miner = .stopped } else { guest = .stopped }
    let who: StaticString = trafficClass == .miner ? "the miner" : "guests"
    guard date != nil else {
      reasons.append(
        "\(who) stopped: the schedule needs a clock that can be trusted, see the clock's state")
      return
    }
    let windows = schedules.filter { $0.trafficClass == trafficClass }
    let times = windows.map { Self.time($0.startMinute) }
    var list = Text()
    for (index, time) in times.enumerated() { list.append(index == 0 ? time : " and \(time)") }
    reasons.append("\(who) stopped by the schedule; the next window opens at \(list)")
  }

  private static func stricter(_ left: ClassAllowance, _ right: ClassAllowance) -> ClassAllowance {
    switch (left, right) {
    case (.stopped, _), (_, .stopped): .stopped
    case (.throttled(let one), .throttled(let other)): .throttled(min(one, other))
    case (.throttled, .full): left
    case (.full, _): right
    }
  }

  private static func figures(_ cap: CapConfig, _ used: UInt64) -> Text {
    let name: Text = cap.name.isEmpty ? "" : " '\(printable(cap.name, width: 32))'"
    let size = "\(Figures.size(used)) of \(Figures.size(cap.limit.bytes))" as Text
    return switch cap.period {
    case .day: "cap\(name): \(size) used today"
    case .month: "cap\(name): \(size) used this month"
    case .lifetime: "cap\(name): \(size) used in all"
    }
  }

  private static func whom(_ scope: CapScope) -> StaticString {
    switch scope {
    case .miner: "the miner is"
    case .guest: "guests are"
    case .total: "miner and guests are"
    }
  }

  private static func renewal(_ cap: CapConfig) -> Text {
    switch cap.period {
    case .day: " until midnight"
    case .month where cap.resetDay < 0: " until the last day of the month"
    case .month: " until day \(cap.resetDay) of the month"
    case .lifetime: "; raise 'option limit' to go on"
    }
  }

  private static func time(_ minute: Int) -> Text {
    let (hour, rest) = (minute / 60, minute % 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
  }
}
