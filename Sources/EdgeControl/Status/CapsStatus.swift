public import EdgeConfig
public import EdgeTypes

/// What the caps have used, what holds a class back, and whether the clock is believed.
public struct CapsStatus: Equatable, Sendable {
  /// In the order of the config.
  public var limits: [CapStatus] = []
  /// What caps and schedules do now, one sentence each.
  public var effects: [[UInt8]] = []
  /// Why the clock is not believed; nil = it is.
  public var clockDoubt: ClockDistrust?
  /// Since the journal began.
  public var minerBytes: UInt64 = 0
  public var guestBytes: UInt64 = 0
  public var lineBytes: UInt64 = 0
  /// Counts of the same traffic that differ by more than 1 %, one sentence each.
  public var disagreements: [[UInt8]] = []
  public init() {}

  /// - Parameter date: local time; nil = the clock is not believed, so that nobody can tell when a
  ///   cap renews itself.
  public init(_ policy: CapPolicy, _ ledger: Ledger, doubt: ClockDistrust?, date: CivilDate?) {
    limits = policy.uses.enumerated().map { CapStatus($1, number: $0 + 1, date) }
    effects = policy.reasons.map { $0.bytes }
    clockDoubt = doubt
    (minerBytes, guestBytes) = (ledger.bytes(of: .miner), ledger.bytes(of: .guest))
    lineBytes = ledger.bytes(of: .total)
    disagreements = ledger.disagreements.map { $0.text.bytes }
  }
}

/// One cap.
public struct CapStatus: Equatable, Sendable {
  /// Of the section; `cap2` for the second of the file if it has none.
  public var name: [UInt8] = []
  public var scope = CapScope.miner
  public var period = CapPeriod.month
  public var usedBytes: UInt64 = 0
  public var limitBytes: UInt64 = 0
  /// Rounded down; more than 100 if more than the limit was used.
  public var percent = 0
  public var state = CapState.ok
  public var action = CapAction.stop
  /// The local day of the next period, as `2026-12-01`; empty = never, or nobody can tell.
  public var renewsOn: [UInt8] = []
  public init() {}

  init(_ use: CapUse, number: Int, _ date: CivilDate?) {
    name = use.cap.name.isEmpty ? ("cap\(number)" as Text).bytes : use.cap.name
    (scope, period) = (use.cap.scope, use.cap.period)
    (usedBytes, limitBytes) = (use.used.bytes, use.cap.limit.bytes)
    (percent, state, action) = (use.percent, use.state, use.cap.atLimit)
    renewsOn = date.flatMap { use.cap.renewal(after: $0)?.bytes } ?? []
  }
}

extension CapScope: NamedInStatus {}

extension CapPeriod: NamedInStatus {
  public var code: StaticString {
    switch self {
    case .day: "day"
    case .month: "month"
    case .lifetime: "lifetime"
    }
  }
}

extension CapAction: NamedInStatus {
  public var code: StaticString {
    switch self {
    case .stop: "stop"
    case .throttle: "throttle"
    }
  }
}

extension CapState: NamedInStatus {
  public var code: StaticString {
    switch self {
    case .ok: "ok"
    case .warning: "warning"
    case .reached: "reached"
    }
  }
}

extension ClockDistrust: NamedInStatus {}
