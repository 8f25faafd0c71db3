public import EdgeConfig
public import EdgeTypes

/// What the supervisor should do about mining now.
public struct MinerDecision: Equatable, Sendable {
  /// Nil: nothing keeps the workers from hashing.
  public var reason: PauseReason?
  /// False: no miner process is wanted, end one that runs.
  public var wantsProcess = false
  public var orders = MinerOrders()
  public init() {}
}

/// Decides from the config and the facts whether and with how many threads to mine.
///
/// The little state is hysteresis: heat, memory, and a line that flaps.
public struct MinerPolicy: Equatable, Sendable {
  /// One shared table, its tree and the process itself (9.5 MB measured in the reference).
  static let processBytes: UInt64 = 9_500_000
  /// What routing may need at any moment and mining never touches, at most; a small machine has
  /// small needs: an eighth of its memory.
  static let mostReserveBytes: UInt64 = 24_000_000
  /// A worker's stack, program and scratch memory.
  static let threadBytes: UInt64 = 256 * 1024
  /// Above the limit by this much before mining returns.
  static let memoryHysteresis: UInt64 = 4_000_000
  /// How long the line must have been up again: a flapping link would start and stop for nothing.
  static let wanSettles = Interval.seconds(2)

  private var hot = false
  private var memoryShort = false
  private var wanWasDown = false
  private var wanUpSince: Instant?
  public init() {}

  /// Takes the facts of `now`; call at each change and at least once a second.
  public mutating func decide(
    _ config: Config, _ facts: MinerInputs, at now: Instant
  ) -> MinerDecision {
    updateHeat(config.miner, facts)
    updateMemory(facts)
    let settled = wanSettled(facts.wanUp, now)
    var decision = MinerDecision()
    decision.reason = reason(config, facts, wanSettled: settled)
    let isUseful = !config.miner.pools.isEmpty
    // Even one that waits takes memory that a small machine needs.
    decision.wantsProcess = isUseful && !memoryShort && decision.reason?.keepsProcess ?? true
    decision.orders = orders(config, facts)
    // Who may not use the line must not empty his queue over it either.
    decision.orders.networkUp = facts.wanUp && facts.hold == nil
    decision.orders.hashing = !(decision.reason?.stopsHashing ?? false)
    return decision
  }

  private func reason(
    _ config: Config, _ facts: MinerInputs, wanSettled: Bool
  ) -> PauseReason? {
    if facts.configVerdict == .invalidAtStart { return .configError }
    guard config.miner.enabled else { return .disabled }
    guard config.miner.paymentAddress != nil, facts.payeeValid else { return .noPayee }
    if facts.ownerPaused { return .pausedByOwner }
    if config.wan.metered { return .metered }
    if let hold = facts.hold { return hold.reason }
    guard wanSettled else { return .wanDown }
    if hot { return .hot }
    if memoryShort { return .lowMemory }
    if config.miner.pools.isEmpty { return .noPool }
    return processReason(facts)
  }

  private func processReason(_ facts: MinerInputs) -> PauseReason? {
    switch facts.process {
    case .sandboxFailed: return .sandboxFailed
    case .backingOff: return .minerRestarting
    case .notRunning: return nil
    case .running: break
    }
    switch facts.report?.obstacle ?? .none {
    case .none: return nil
    case .noPool: return .noPool
    case .staleTip: return .tipStale
    }
  }

  private func orders(_ config: Config, _ facts: MinerInputs) -> MinerOrders {
    var orders = MinerOrders()
    orders.threads = threads(config.miner, facts)
    orders.paymentAddress = config.miner.paymentAddress ?? []
    orders.uploadLimit = [config.miner.uploadLimit, facts.slowedTo].compactMap { $0 }.min()
    orders.pools = config.miner.pools
    orders.nameServers = facts.nameServers
    orders.logLevel = config.globals.logLevel
    return orders
  }

  /// The configured number, or one less than the processors, as far as memory carries it.
  private func threads(_ miner: MinerConfig, _ facts: MinerInputs) -> Int {
    let wanted = max(1, miner.threads ?? facts.processors - 1)
    guard let memory = memory(facts) else { return wanted }
    let fixed = Self.processBytes + Self.reserve(facts)
    let carried = memory > fixed ? (memory - fixed) / Self.threadBytes : 0
    return max(1, min(wanted, Int(clamping: carried)))
  }

  private static func reserve(_ facts: MinerInputs) -> UInt64 {
    min(mostReserveBytes, (facts.totalBytes ?? .max) / 8)
  }

  /// What there would be without a miner: its own memory comes back when it ends.
  private func memory(_ facts: MinerInputs) -> UInt64? {
    guard let available = facts.availableBytes else { return nil }
    let own = facts.process == .running ? facts.report?.residentBytes ?? 0 : 0
    let (sum, overflow) = available.addingReportingOverflow(own)
    return overflow ? .max : sum
  }

  /// A sensor that stops answering changes nothing: a hot processor stays hot.
  private mutating func updateHeat(_ miner: MinerConfig, _ facts: MinerInputs) {
    guard let milliCelsius = facts.milliCelsius else { return }
    if milliCelsius / 1000 >= miner.stopCelsius { hot = true }
    if milliCelsius <= miner.resumeCelsius.multipliedReportingOverflow(by: 1000).partialValue {
      hot = false
    }
  }

  private mutating func updateMemory(_ facts: MinerInputs) {
    guard let memory = memory(facts) else {
      memoryShort = false
      return
    }
    let limit = Self.processBytes + Self.reserve(facts)
    memoryShort = memory < (memoryShort ? limit + Self.memoryHysteresis : limit)
  }

  private mutating func wanSettled(_ up: Bool, _ now: Instant) -> Bool {
    guard up else {
      (wanWasDown, wanUpSince) = (true, nil)
      return false
    }
    guard wanWasDown else { return true }
    let since = wanUpSince ?? now
    wanUpSince = since
    if now.since(since) >= Self.wanSettles { wanWasDown = false }
    return !wanWasDown
  }
}
