internal import EdgeTypes

/// The qdiscs and classes of one direction.
struct ClassTree {
  private(set) var qdiscs: [Qdisc] = []
  private(set) var classes: [HTBClass] = []
  private let major: UInt16

  /// An Ethernet frame of the common size with its header, bytes.
  private static let frame: UInt64 = 1514

  init(
    _ shares: LineShares, _ direction: LineDirection, _ leaves: LeafChoice, _ facts: TrafficFacts
  ) {
    major = direction.major
    qdiscs = [
      Qdisc(
        parent: .root, handle: TrafficHandle(major),
        discipline: .htb(defaultMinor: TrafficMinor.owner))
    ]
    let line = Portion(shares.line, upTo: shares.line)
    add(TrafficMinor.line, under: 0, line, priority: 0, isOwners: true)
    add(TrafficMinor.owner, under: TrafficMinor.line, shares.owner, priority: 0, isOwners: true)
    add(TrafficMinor.guests, under: TrafficMinor.line, shares.guests, priority: 3)
    add(TrafficMinor.guestRest, under: TrafficMinor.guests, shares.guestRest, priority: 3)
    for (index, lease) in shares.leases.enumerated() {
      add(ClassTree.minor(ofLease: index), under: TrafficMinor.guests, lease, priority: 3)
    }
    add(TrafficMinor.miner, under: TrafficMinor.line, shares.miner, priority: 7)
    addLeaves(leaves, facts)
  }

  static func minor(ofLease index: Int) -> UInt16 {
    TrafficMinor.firstLease &+ UInt16(clamping: index)
  }

  /// What a class may send at once delays everybody else: 1 ms of its rate, or two frames. The
  /// owner and the line get 2 ms, or three frames, so that a late timer costs them nothing.
  private mutating func add(
    _ minor: UInt16, under parent: UInt16, _ portion: Portion, priority: UInt32,
    isOwners: Bool = false
  ) {
    var made = HTBClass(
      parent: TrafficHandle(major, parent), handle: TrafficHandle(major, minor),
      rate: BitRate(bitsPerSecond: portion.rate), ceiling: BitRate(bitsPerSecond: portion.ceiling))
    let (frames, milliseconds): (UInt64, UInt64) = isOwners ? (3, 2) : (2, 1)
    let burst = { (rate: UInt64) -> UInt32 in
      UInt32(clamping: max(frames * ClassTree.frame, rate / 8_000 &* milliseconds))
    }
    (made.burst, made.ceilingBurst) = (burst(portion.rate), burst(portion.ceiling))
    made.priority = priority
    made.quantum = UInt32(clamping: min(60_000, max(ClassTree.frame, portion.rate / 8_000)))
    classes.append(made)
  }

  /// A queue for every class that has no classes below it, with a handle of its own.
  private mutating func addLeaves(_ choice: LeafChoice, _ facts: TrafficFacts) {
    let end: PacketEnd = major == LineDirection.upload.major ? .source : .destination
    let inner = [TrafficMinor.line, TrafficMinor.guests]
    for leaf in classes where !inner.contains(leaf.handle.minor) {
      let isLease = leaf.handle.minor >= TrafficMinor.firstLease
      let allowance: ClassAllowance =
        switch leaf.handle.minor {
        case TrafficMinor.owner: .full
        case TrafficMinor.miner: facts.minerAllowance
        default: facts.guestAllowance
        }
      let ceiling = leaf.ceiling.bitsPerSecond
      guard
        let queue = choice.leaf(
          isLease: isLease, ceiling: ceiling, isStopped: allowance == .stopped, sharedBy: end)
      else { continue }
      let handle = TrafficHandle(0x1000 &+ leaf.handle.minor)
      qdiscs.append(Qdisc(parent: leaf.handle, handle: handle, discipline: queue))
    }
  }
}
