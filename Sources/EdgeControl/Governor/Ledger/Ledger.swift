public import EdgeTypes

/// What went over the WAN: exact over restarts of the service and of the machine, per cap and in
/// all.
///
/// It keeps the kernel's counters as they were last read, so that what passes while the service is
/// away is charged when it returns. Without a date that can be trusted it goes on counting in the
/// period that it knows, and turns to no other.
public struct Ledger: Equatable, Sendable {
  /// What may be lost at a power cut, whichever comes first.
  public static let quantum = ByteCount(1 << 20)
  public static let interval = Interval.seconds(300)
  static let mostMeters = 64

  /// The clock as it was last believed (`ClockTrust`); written with the rest.
  public var clock: ClockReading?
  /// Bytes since the journal began.
  public var minerBytes: UInt64 { totals[Int(CapScope.miner.rawValue)].bytes }
  public var guestBytes: UInt64 { totals[Int(CapScope.guest.rawValue)].bytes }
  public var lineBytes: UInt64 { totals[Int(CapScope.total.rawValue)].bytes }
  /// Counters that ought to agree and do not; empty when all is well.
  public var disagreements: [Disagreement] { comparisons.compactMap { $0.alarm } }

  var boot: UInt64?
  var last = [UInt64?](repeating: nil, count: Meter.allCases.count)
  /// Indexed by the raw value of `CapScope`.
  var totals = [Observed](repeating: Observed(), count: 3)
  var meters: [CapMeter] = []
  private var comparisons = Comparison.all
  private var readAt: Instant?
  private var writtenAt: Instant?
  private var unwritten: UInt64 = 0
  private var hasChanged = false
  private var mustWrite = false

  public init() {}

  /// Books what went by since the last reading.
  ///
  /// - Parameter date: local time; nil = no clock that can be trusted.
  public mutating func take(
    _ reading: TrafficReading, caps: [CapConfig], at now: Instant, date: CivilDate?
  ) {
    for cap in caps { follow(cap) }
    let steps = advance(to: reading, at: now)
    let amounts = [steps.miner, steps.guest, steps.total]
    for (scope, amount) in amounts.enumerated() {
      totals[scope].add(amount)
      if amount.bytes > 0 { hasChanged = true }
    }
    for index in meters.indices {
      if let date, meters[index].turn(to: date) { mustWrite = true }
      meters[index].charge(amounts[Int(meters[index].scope.rawValue)], isDated: date != nil)
    }
    unwritten &+= caps.reduce(0) { max($0, amounts[Int($1.scope.rawValue)].bytes) }
    for index in comparisons.indices { comparisons[index].take(reading, at: now) }
  }

  /// What a cap has used of its limit in this period; 0 for one that no reading has seen.
  public func usage(of cap: CapConfig) -> ByteCount {
    ByteCount(meters.first { $0.measures(cap) }?.used.bytes ?? 0)
  }

  /// The WAN is another interface now, whose counters are no continuation.
  public mutating func forgetLine() {
    last[Meter.lineUp.rawValue] = nil
    last[Meter.lineDown.rawValue] = nil
    comparisons = Comparison.all
  }

  /// Whether it should be made durable now: a cap was charged `quantum`, or something changed and
  /// `interval` has passed, or a period began.
  public func isDue(at now: Instant) -> Bool {
    if mustWrite || unwritten >= Self.quantum.bytes { return true }
    return hasChanged && now.since(writtenAt ?? .zero) >= Self.interval
  }

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

  /// How far each counter has come, and what that means for each scope.
  private mutating func advance(
    to reading: TrafficReading, at now: Instant
  ) -> (miner: Observed, guest: Observed, total: Observed) {
    let isFirst = boot == nil
    if let boot, boot != reading.boot {
      for index in last.indices { last[index] = 0 }
      readAt = nil
    }
    let elapsed = readAt.map { now.since($0) }
    (boot, readAt) = (reading.boot, now)
    var steps = Steps()
    for meter in Meter.allCases {
      guard let value = reading.value(of: meter) else { continue }
      let before = last[meter.rawValue] ?? (meter.isOurs && !isFirst ? 0 : value)
      steps[meter] = CounterStep.bytes(from: before, to: value, in: elapsed)
      last[meter.rawValue] = value
    }
    return (
      steps.either([(.minerUp, .countedMinerUp), (.minerDown, .countedMinerDown)]),
      steps.either([(.guestUp, .countedGuestUp), (.guestDown, .countedGuestDown)]), steps.total
    )
  }
}

/// How far each counter has come between two readings; nil = it could not be read.
private struct Steps {
  private var values = [UInt64?](repeating: nil, count: Meter.allCases.count)

  subscript(meter: Meter) -> UInt64? {
    get { values[meter.rawValue] }
    set { values[meter.rawValue] = newValue }
  }

  /// An observer that sees nothing now is charged what the other one saw.
  func either(_ pairs: [(Meter, Meter)]) -> Observed {
    var sum = Observed()
    for (queue, other) in pairs {
      sum.add(
        Observed(
          byQueues: self[queue] ?? self[other] ?? 0, byOthers: self[other] ?? self[queue] ?? 0))
    }
    return sum
  }

  var total: Observed {
    let up = classes(.ownerUp, .guestUp, .minerUp)
    let down = classes(.ownerDown, .guestDown, .minerDown)
    let (sent, received) = (self[.lineUp], self[.lineDown])
    return Observed(
      byQueues: (up ?? sent ?? 0) &+ (down ?? received ?? 0),
      byOthers: (sent ?? up ?? 0) &+ (received ?? down ?? 0))
  }

  private func classes(_ owner: Meter, _ guest: Meter, _ miner: Meter) -> UInt64? {
    guard let owner = self[owner], let guest = self[guest], let miner = self[miner] else {
      return nil
    }
    return owner &+ guest &+ miner
  }
}
