internal import EdgeTypes

/// What the miner says that it has moved, which needs neither queues nor packet rules.
public struct MinerBytes: Equatable, Sendable {
  /// On the wire, headers of every layer included.
  public var sent: UInt64 = 0
  public var received: UInt64 = 0
  public init() {}

  func bytes(_ direction: Direction) -> UInt64 { direction == .up ? sent : received }
}

/// How far all counters have come between two readings, and what that is for each scope.
///
/// Two observers see each amount. For one that sees nothing now stands what another one saw; that
/// is noted, so that it is not charged again when the first one is back with a larger number.
struct CounterSteps {
  private var values = [UInt64?](repeating: nil, count: Meter.all.count)
  /// By the index of `Meter`: what was charged in the place of that counter.
  private(set) var standIns = [UInt64](repeating: 0, count: Meter.all.count)

  /// Nil = the counter could not be read.
  subscript(index: Int) -> UInt64? {
    get { values[index] }
    set { values[index] = newValue }
  }

  /// By the raw value of `CapScope`.
  ///
  /// - Parameter own: what the miner counted itself; it is asked where no packet rule counts.
  mutating func amounts(_ own: MinerBytes?) -> [Observed] {
    var sums = [Observed](repeating: Observed(), count: CapScope.allCases.count)
    for direction in Direction.allCases {
      var apartFromOwner: UInt64 = 0
      for one in TrafficClass.counted {
        let amount = either(one, direction, or: one == .miner ? own?.bytes(direction) : nil)
        apartFromOwner &+= amount.bytes
        if let scope = one.capScope { sums[Int(scope.rawValue)].add(amount) }
      }
      sums[Int(CapScope.total.rawValue)].add(whole(direction, apartFromOwner: apartFromOwner))
    }
    return sums
  }

  private mutating func either(
    _ one: TrafficClass, _ direction: Direction, or own: UInt64?
  ) -> Observed {
    let queue = Meter(source: .queue(one), direction: direction).index
    let rule = Meter(source: .rule(one), direction: direction).index
    let (queued, counted) = (self[queue], self[rule])
    var amount = Observed()
    amount.byQueues = queued ?? counted ?? own ?? 0
    amount.byOthers = counted ?? own ?? queued ?? 0
    // On the way out the rules come before the queue: what it drops never leaves.
    if direction == .up, let queued, counted != nil { amount.byOthers = queued }
    if queued == nil { standIns[queue] = amount.byQueues }
    if counted == nil { standIns[rule] = amount.byOthers }
    return amount
  }

  private mutating func whole(
    _ direction: Direction, apartFromOwner others: UInt64
  ) -> Observed {
    let line = Meter(source: .line, direction: direction).index
    let owner = Meter(source: .queue(.owner), direction: direction).index
    let seen = self[line]
    var queued: UInt64? = 0
    for one in TrafficClass.allCases {
      let bytes = self[Meter(source: .queue(one), direction: direction).index]
      queued = queued.flatMap { sum in bytes.map { sum &+ $0 } }
    }
    var amount = Observed()
    amount.byQueues = queued ?? seen ?? others
    amount.byOthers = seen ?? queued ?? others
    if queued == nil { standIns[owner] = amount.byQueues - min(amount.byQueues, others) }
    if seen == nil { standIns[line] = amount.byOthers }
    return amount
  }
}
