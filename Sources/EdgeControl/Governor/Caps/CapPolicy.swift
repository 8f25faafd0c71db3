public import EdgeConfig
public import EdgeTypes

/// What caps and schedules leave of the miner's and the guests' class, and why.
///
/// The owner is never stopped: a cap of scope `total` holds back the other two.
public struct CapPolicy: Equatable, Sendable {
  /// The rate of a class whose cap says `throttle`, each way: enough to read mail and to pay.
  public static let throttledRate = BitRate(bitsPerSecond: 64_000)
  /// When to read the counters again where no cap asks for it: for the status alone.
  private static let idlePace = Interval.seconds(2)

  public private(set) var allowances = PerClass<ClassAllowance>(repeating: .full)
  /// Why the miner may not use the line at all: the schedule before the caps.
  public private(set) var minerHold: MinerHold?
  /// Each cap in the order of the config.
  public private(set) var uses: [CapUse] = []
  /// What holds a class back, one sentence each; empty when nothing does.
  public private(set) var reasons: [Text] = []

  /// Nothing is capped.
  public init() {}

  /// - Parameter date: local time; nil = no clock that can be trusted. A class with a schedule is
  ///   stopped then, and caps go on in the period that they were in.
  public init(
    caps: [CapConfig], schedules: [ScheduleConfig], date: CivilDate?,
    usage: (CapConfig) -> ByteCount
  ) {
    uses = caps.map { CapUse(cap: $0, used: usage($0)) }
    for use in uses { apply(use) }
    for trafficClass in TrafficClass.counted { apply(schedules, trafficClass, date) }
  }

  public init(config: Config, ledger: Ledger, date: CivilDate?) {
    self.init(caps: config.caps, schedules: config.schedules, date: date) { ledger.usage(of: $0) }
  }

  /// When to read the counters again, so that no cap is passed by more than about half a
  /// `Ledger.maxUnjournalled` while the line carries `rate`, and at most three eighths of it go
  /// unnoticed at the rate that was seen last: 50 ms to 1 s. Far from the limit not more often than
  /// the ledger may be written: each reading takes about 1 ms of a small processor.
  public static func pace(caps: [CapConfig], ledger: Ledger, rate: BitRate) -> Interval {
    guard !caps.isEmpty else { return idlePace }
    var room = UInt64.max
    for cap in caps {
      let used = ledger.usage(of: cap).bytes
      if used < cap.limit.bytes { room = min(room, cap.limit.bytes - used) }
    }
    var milliseconds: UInt64 = 1_000
    let most = min(rate.bytesPerSecond, 1 << 40)
    if room < most { milliseconds = (room + Ledger.maxUnjournalled.bytes / 2) * 1_000 / most }
    let seen = ledger.rate.bytesPerSecond
    if seen > 0 {
      let least = Ledger.shortestPace.wholeMilliseconds
      milliseconds = min(milliseconds, max(least, Ledger.maxUnjournalled.bytes / 8 * 3_000 / seen))
    }
    return .milliseconds(min(max(milliseconds, 50), 1_000))
  }

  private mutating func apply(_ use: CapUse) {
    let allowance = use.allowance
    for one in TrafficClass.counted where use.cap.scope.holds(one) {
      allowances[one] = Self.stricter(allowances[one], allowance)
      if one == .miner, allowance == .stopped { minerHold = .capReached }
    }
    if let effect = use.effect { reasons.append(effect) }
  }

  private mutating func apply(
    _ schedules: [ScheduleConfig], _ trafficClass: TrafficClass, _ date: CivilDate?
  ) {
    guard !schedules.permit(trafficClass, at: date) else { return }
    allowances[trafficClass] = .stopped
    if trafficClass == .miner { minerHold = date == nil ? .clockUntrusted : .outsideSchedule }
    let who = trafficClass.subject
    guard date != nil else {
      reasons.append("\(who) stopped: the schedule needs a clock that can be believed")
      return
    }
    let windows = schedules.filter { $0.trafficClass == trafficClass }
    let times = windows.map { Self.time($0.startMinute) }
    var list = Text()
    for (index, time) in times.enumerated() { list.append(index == 0 ? time : " and \(time)") }
    let windowsOpen: Text = times.count == 1 ? "the next window opens" : "windows open"
    reasons.append("\(who) stopped by the schedule; \(windowsOpen) at \(list)")
  }

  private static func stricter(_ left: ClassAllowance, _ right: ClassAllowance) -> ClassAllowance {
    switch (left, right) {
    case (.stopped, _), (_, .stopped): .stopped
    case (.throttled(let one), .throttled(let other)): .throttled(min(one, other))
    case (.throttled, .full): left
    case (.full, _): right
    }
  }

  private static func time(_ minute: Int) -> Text {
    let (hour, rest) = (minute / 60, minute % 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
  }
}
