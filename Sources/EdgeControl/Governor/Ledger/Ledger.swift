public import EdgeConfig
public import EdgeTypes

/// What went over the WAN: exact over restarts of the service and of the machine, per cap and in
/// all.
///
/// It keeps the kernel's counters as they were last read, so that what passes while the service is
/// away is charged when it returns. Without a date that can be trusted it goes on counting in the
/// period that it knows, and turns to no other.
public struct Ledger: Equatable, Sendable {
  /// What may be lost at a power cut, whichever comes first.
  public static let maxUnjournalled = ByteCount(1 << 20)
  public static let interval = Interval.seconds(300)
  /// Charged to a cap and not yet written, bytes: more than half of it is left for what passes until
  /// the next reading and while the storage works.
  private static let mostUnwritten: UInt64 = maxUnjournalled.bytes / 16 * 7
  /// The same where only the miner counts: what was not written is lost with the process.
  private static let mostUnwrittenOwn: UInt64 = maxUnjournalled.bytes / 4
  /// From one reading to the next, far from a limit: flash is slow, and wears out.
  static let shortestPace = Interval.milliseconds(200)
  /// Between two writes: less, for a timer may fire early, and a write that misses its turn doubles
  /// what a power cut loses.
  static let shortestInterval = Interval.milliseconds(180)
  static let mostMeters = 64

  /// The clock as it was last believed (`ClockTrust`); written with the rest.
  public internal(set) var clock: ClockReading?
  /// What the busiest of the capped scopes carried between the last two calls of `take`.
  public private(set) var rate = BitRate(bitsPerSecond: 0)
  /// Bytes since the journal began.
  public func bytes(of scope: CapScope) -> UInt64 { totals[Int(scope.rawValue)].bytes }
  /// Counters that ought to agree and do not; empty when all is well.
  public var disagreements: [Disagreement] { comparisons.compactMap { $0.alarm } }

  var boot: UInt64?
  var last = [UInt64?](repeating: nil, count: Meter.all.count)
  /// Indexed by the raw value of `CapScope`.
  var totals = [Observed](repeating: Observed(), count: CapScope.allCases.count)
  var meters: [CapMeter] = []
  /// By the index of `Meter`: what was charged in its place since it was last read.
  private var standIns = [UInt64](repeating: 0, count: Meter.all.count)
  private var comparisons = Comparison.all
  private var readAt: Instant?
  private var takenAt: Instant?
  private var writtenAt: Instant?
  private var unwritten: UInt64 = 0
  private var hasChanged = false
  private var mustWrite = false
  /// Whether nothing but the miner's own word was booked last.
  private var isOwn = false

  public init() {}

  /// Books what went by since the last call.
  ///
  /// - Parameters:
  ///   - reading: nil = nothing can be read now; what the miner says is booked all the same.
  ///   - own: what the miner says that it has moved since the last call.
  ///   - date: local time; nil = no clock that can be trusted.
  public mutating func take(
    _ reading: TrafficReading?, miner own: MinerBytes? = nil, caps: [CapConfig], at now: Instant,
    date: CivilDate?
  ) {
    for cap in caps { follow(cap) }
    isOwn = reading == nil
    var steps = reading.map { advance(to: $0, at: now) } ?? CounterSteps()
    var amounts = steps.amounts(own)
    if let reading { compare(reading, &amounts, at: now) }
    for (index, bytes) in steps.standIns.enumerated() { standIns[index] &+= bytes }
    for (scope, amount) in amounts.enumerated() {
      totals[scope].add(amount)
      if amount.bytes > 0 { hasChanged = true }
    }
    for index in meters.indices {
      if let date, meters[index].turn(to: date) { mustWrite = true }
      meters[index].charge(amounts[Int(meters[index].scope.rawValue)], isDated: date != nil)
    }
    let most = caps.reduce(0) { max($0, amounts[Int($1.scope.rawValue)].bytes) }
    unwritten &+= most
    noteRate(most, at: now)
  }

  /// Adds what left without passing the queue of its class.
  private mutating func compare(
    _ reading: TrafficReading, _ amounts: inout [Observed], at now: Instant
  ) {
    for index in comparisons.indices {
      let excess = comparisons[index].take(reading, at: now)
      let escaped = Observed(byQueues: excess, byOthers: excess)
      let pair = comparisons[index].pair
      if pair.direction == .up, let scope = pair.trafficClass?.capScope {
        amounts[Int(scope.rawValue)].add(escaped)
      }
    }
  }

  /// Keeps the moment at which the clock was last believed; nil = it never was.
  public mutating func note(clock reading: ClockReading?) {
    guard let reading else { return }
    // Lost, a clock that jumps would be taken for the first one.
    if clock?.boot != reading.boot, !meters.isEmpty { mustWrite = true }
    clock = reading
  }

  /// What a cap has used of its limit in this period; 0 for one that no reading has seen.
  public func usage(of cap: CapConfig) -> ByteCount {
    ByteCount(meters.first { $0.measures(cap) }?.used.bytes ?? 0)
  }

  /// The WAN is another interface now: its counters are no continuation, and its queues are new.
  public mutating func forgetLine() {
    for (index, meter) in Meter.all.enumerated() where !meter.isRule {
      last[index] = meter.isOurs && boot != nil ? 0 : nil
      standIns[index] = 0
    }
    comparisons = Comparison.all
  }

  /// Whether it should be made durable now: nearly half of `maxUnjournalled` was charged to a cap (a
  /// quarter where only the miner counts), or something changed and `interval` has passed, or a
  /// period began, or the caller asked for it.
  public func isDue(at now: Instant) -> Bool {
    let passed = now.since(writtenAt ?? .zero)
    guard writtenAt == nil || passed >= Self.shortestInterval else { return false }
    let most = isOwn ? Self.mostUnwrittenOwn : Self.mostUnwritten
    if mustWrite || unwritten >= most { return true }
    return hasChanged && passed >= Self.interval
  }

  /// A cap is reached or free again: the next service must not begin with the old answer.
  public mutating func writeSoon() { mustWrite = true }

  /// The caller has tried to write it, whatever came of it: storage that fails is not worn out.
  public mutating func noteWritten(at now: Instant) {
    (writtenAt, unwritten, hasChanged, mustWrite) = (now, 0, false, false)
  }

  private mutating func follow(_ cap: CapConfig) {
    guard !meters.contains(where: { $0.measures(cap) }) else { return }
    var meter = CapMeter(scope: cap.scope, period: cap.period, resetDay: cap.resetDay)
    // Another reset day begins a period at its next date and not now.
    let kin = meters.last { $0.scope == meter.scope && $0.period == meter.period }
    if let kin { meter.used = kin.used }
    meters.append(meter)
    if meters.count > Self.mostMeters { meters.removeFirst() }
  }

  private mutating func noteRate(_ bytes: UInt64, at now: Instant) {
    defer { takenAt = now }
    guard let takenAt, now > takenAt else { return }
    let perSecond = min(bytes, 1 << 40) * 1_000_000 / now.since(takenAt).microseconds
    rate = BitRate(bitsPerSecond: min(perSecond, 1 << 40) * 8)
  }

  private mutating func advance(to reading: TrafficReading, at now: Instant) -> CounterSteps {
    let isFirst = boot == nil
    if let boot, boot != reading.boot {
      for index in last.indices { (last[index], standIns[index]) = (0, 0) }
      readAt = nil
    }
    let elapsed = readAt.map { now.since($0) }
    (boot, readAt) = (reading.boot, now)
    var steps = CounterSteps()
    for (index, meter) in Meter.all.enumerated() {
      guard let value = reading.value(of: meter) else { continue }
      let known = last[index]
      let before = known ?? (meter.isOurs && !isFirst ? 0 : value)
      // Ours have 64 bits on every kernel, so that a smaller number is a new counter.
      var bytes = CounterStep.bytes(from: before, to: value, in: meter.isOurs ? nil : elapsed)
      if let known, value >= known { bytes -= min(bytes, standIns[index]) }
      (steps[index], last[index], standIns[index]) = (bytes, value, 0)
    }
    return steps
  }
}
