internal import EdgeTypes

/// What the miner says that it has moved, which needs neither queues nor packet rules.
public struct MinerBytes: Equatable, Sendable {
  /// On the wire, headers of every layer included.
  public var sent: UInt64 = 0
  public var received: UInt64 = 0
  public init() {}
}

/// How far all counters have come between two readings, and what that is for each scope.
///
/// Two observers see each amount. For one that sees nothing now stands what another one saw; that
/// is noted, so that it is not charged again when the first one is back with a larger number.
struct CounterSteps {
  private var values = [UInt64?](repeating: nil, count: Meter.allCases.count)
  /// By the raw value of `Meter`: what was charged in the place of that counter.
  private(set) var standIns = [UInt64](repeating: 0, count: Meter.allCases.count)

  /// Nil = the counter could not be read.
  subscript(meter: Meter) -> UInt64? {
    get { values[meter.rawValue] }
    set { values[meter.rawValue] = newValue }
  }

  /// By the raw value of `CapScope`: the miner, the guests, all.
  ///
  /// - Parameter own: what the miner counted itself; it is asked where no packet rule counts.
  mutating func amounts(_ own: MinerBytes?) -> [Observed] {
    var sums = [Observed](repeating: Observed(), count: 3)
    for way in Way.allCases {
      let isUp = way == .up
      let miner = either(
        way.miner, way.countedMiner, or: own.map { way.of($0) }, isBeforeQueue: isUp)
      let guest = either(way.guest, way.countedGuest, or: nil, isBeforeQueue: isUp)
      sums[0].add(miner)
      sums[1].add(guest)
      sums[2].add(whole(way, apartFromOwner: miner.bytes &+ guest.bytes))
    }
    return sums
  }

  private mutating func either(
    _ queue: Meter, _ rule: Meter, or own: UInt64?, isBeforeQueue: Bool
  ) -> Observed {
    let (queued, counted) = (self[queue], self[rule])
    var amount = Observed()
    amount.byQueues = queued ?? counted ?? own ?? 0
    amount.byOthers = counted ?? own ?? queued ?? 0
    // On the way out the rules come before the queue: what it drops never leaves.
    if isBeforeQueue, let queued, counted != nil { amount.byOthers = queued }
    if queued == nil { standIns[queue.rawValue] = amount.byQueues }
    if counted == nil { standIns[rule.rawValue] = amount.byOthers }
    return amount
  }

  private mutating func whole(_ way: Way, apartFromOwner others: UInt64) -> Observed {
    let seen = self[way.line]
    var queued: UInt64?
    if let owner = self[way.owner], let guest = self[way.guest], let miner = self[way.miner] {
      queued = owner &+ guest &+ miner
    }
    var amount = Observed()
    amount.byQueues = queued ?? seen ?? others
    amount.byOthers = seen ?? queued ?? others
    if queued == nil {
      standIns[way.owner.rawValue] = amount.byQueues - min(amount.byQueues, others)
    }
    if seen == nil { standIns[way.line.rawValue] = amount.byOthers }
    return amount
  }
}

/// The counters of one direction.
private enum Way: CaseIterable {
  case up, down

  var line: Meter { self == .up ? .lineUp : .lineDown }
  var owner: Meter { self == .up ? .ownerUp : .ownerDown }
  var guest: Meter { self == .up ? .guestUp : .guestDown }
  var miner: Meter { self == .up ? .minerUp : .minerDown }
  var countedGuest: Meter { self == .up ? .countedGuestUp : .countedGuestDown }
  var countedMiner: Meter { self == .up ? .countedMinerUp : .countedMinerDown }

  func of(_ own: MinerBytes) -> UInt64 { self == .up ? own.sent : own.received }
}
