internal import EdgeTypes
internal import NetModel

/// The qdiscs and classes of one direction.
struct ClassTree {
  private(set) var qdiscs: [Qdisc] = []
  private(set) var classes: [HTBClass] = []
  private let direction: Direction
  private let leaves: LeafChoice

  /// An Ethernet frame of the common size with its header, bytes.
  private static let frame: UInt64 = 1514

  init(
    _ rates: RateAllocation, _ direction: Direction, _ leaves: LeafChoice, _ inputs: PlanInputs
  ) {
    (self.direction, self.leaves) = (direction, leaves)
    let tree = TrafficHandle.tree(direction)
    qdiscs = [
      Qdisc(
        parent: .root, handle: tree, discipline: .htb(defaultMinor: TrafficClass.owner.leafMinor))
    ]
    let line = ClassRates(rates.line, upTo: rates.line)
    add(.line, under: tree, line, priority: 0, isOwners: true)
    for trafficClass in TrafficClass.allCases {
      add(trafficClass, rates, isStopped: inputs.allowances[trafficClass] == .stopped)
    }
  }

  /// A class, and below it what has a share of its own there.
  private mutating func add(
    _ trafficClass: TrafficClass, _ rates: RateAllocation, isStopped: Bool
  ) {
    let (whole, leaf) = (ClassID(of: trafficClass), ClassID(leafOf: trafficClass))
    let priority = trafficClass.priority
    add(
      whole, under: ClassID.line.handle(direction), rates.classes[trafficClass],
      priority: priority, isOwners: trafficClass == .owner)
    guard leaf != whole else { return addQueue(isStopped: isStopped) }
    let parent = whole.handle(direction)
    add(leaf, under: parent, rates.guestRest, priority: priority)
    addQueue(isStopped: isStopped)
    for (index, lease) in rates.leases.enumerated() {
      add(ClassID(lease: index), under: parent, lease, priority: priority)
      addQueue(isStopped: isStopped, isLease: true)
    }
  }

  /// What a class may send at once delays everybody else: 1 ms of its rate, or two frames. The
  /// owner and the line get 2 ms, or three frames, so that a late timer costs them nothing.
  private mutating func add(
    _ id: ClassID, under parent: TrafficHandle, _ rates: ClassRates, priority: UInt32,
    isOwners: Bool = false
  ) {
    var made = HTBClass(
      parent: parent, handle: id.handle(direction),
      rate: BitRate(bitsPerSecond: rates.rate), ceiling: BitRate(bitsPerSecond: rates.ceiling))
    let (frames, milliseconds): (UInt64, UInt64) = isOwners ? (3, 2) : (2, 1)
    let burst = { (rate: UInt64) -> UInt32 in
      UInt32(clamping: max(frames * ClassTree.frame, rate / 8_000 &* milliseconds))
    }
    (made.burst, made.ceilingBurst) = (burst(rates.rate), burst(rates.ceiling))
    made.priority = priority
    made.quantum = UInt32(clamping: min(60_000, max(ClassTree.frame, rates.rate / 8_000)))
    classes.append(made)
  }

  /// The queue of the last class, with a handle of its own.
  private mutating func addQueue(isStopped: Bool, isLease: Bool = false) {
    guard let leaf = classes.last,
      let queue = leaves.leaf(
        isLease: isLease, ceiling: leaf.ceiling.bitsPerSecond, isStopped: isStopped,
        sharedBy: direction == .up ? .source : .destination)
    else { return }
    let handle = ClassID(leaf.handle.minor).queue
    qdiscs.append(Qdisc(parent: leaf.handle, handle: handle, discipline: queue))
  }
}
