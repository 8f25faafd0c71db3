internal import EdgeTypes
internal import NetModel

/// Which queue a class without children gets, and how long it may grow.
///
/// The best that the kernel has: cake, then fq_codel, then a plain queue. What all of them may
/// hold together is at most 2 % of the RAM.
struct LeafChoice {
  private let features: TrafficFeatures
  private let usesCake: Bool
  /// Bytes for the queue of a lease; the other classes get four times as much.
  private let unit: UInt64
  /// Why these queues, for a person.
  let note: PlanNote

  /// A cake instance has tables of about 1 MB besides what it queues (struct cake_sched_data in
  /// net/sched/sch_cake.c): not on machines with less RAM than this, bytes.
  static let leastForCake: UInt64 = 128 << 20
  /// What is assumed where nobody knows, bytes.
  static let unknownMemory: UInt64 = 32 << 20
  /// More than this is never useful to one queue, bytes.
  static let longest: UInt64 = 4 << 20
  /// What a full frame takes in memory, its bookkeeping included (skb->truesize), bytes.
  static let frameMemory: UInt64 = 2304

  init(_ inputs: PlanInputs, directions: Int, leases: Int) {
    features = inputs.features
    let memory = inputs.memoryBytes ?? LeafChoice.unknownMemory
    usesCake = features.cake && memory >= LeafChoice.leastForCake
    unit = memory / 50 / UInt64(max(1, directions) * (4 * TrafficClass.allCases.count + leases))
    note = LeafChoice.note(inputs, usesCake, hasLeases: leases > 0)
  }

  /// Nil where the kernel has none of them: HTB brings its own plain queue then.
  ///
  /// HTB has no rate of zero; a class that is stopped has a queue without a place instead.
  func leaf(
    isLease: Bool, ceiling: UInt64, isStopped: Bool, sharedBy end: PacketEnd
  ) -> QueueDiscipline? {
    if isStopped, features.packetFIFO { return .packetFIFO(limit: 0) }
    let memory = min(isLease ? unit : 4 * unit, LeafChoice.longest)
    if usesCake, !isLease {
      return .cake(memoryLimit: UInt32(clamping: memory), sharedBy: end)
    }
    if features.fqCodel {
      let packets = UInt32(clamping: min(1024, max(8, memory / LeafChoice.frameMemory)))
      return .fqCodel(packetLimit: packets, memoryLimit: UInt32(clamping: memory), flows: 64)
    }
    guard features.packetFIFO else { return nil }
    // 40 ms of full frames: longer than a round trip nearby, short enough to talk over.
    let wait = ceiling / 25 / 8 / 1514
    let fitting = max(2, memory / LeafChoice.frameMemory)
    return .packetFIFO(limit: UInt32(clamping: min(fitting, min(500, max(8, wait)))))
  }

  private static func note(
    _ inputs: PlanInputs, _ usesCake: Bool, hasLeases: Bool
  ) -> PlanNote {
    let features = inputs.features
    if usesCake {
      let leases: StaticString =
        !hasLeases ? "" : features.fqCodel ? "; fq_codel for leases" : "; pfifo for leases"
      return PlanNote(.choice, "queues: cake, the best that this kernel has\(leases)")
    }
    let reason: Text =
      !features.cake
      ? "this kernel has no cake (sch_cake)"
      : inputs.memoryBytes == nil
        ? "nobody knows how much memory there is, and cake needs some"
        : "cake needs \(leastForCake >> 20) MiB of memory"
    if features.fqCodel { return PlanNote(.choice, "queues: fq_codel; \(reason)") }
    return PlanNote(
      .loss,
      """
      queues: short plain ones (pfifo), so one connection of a class can delay the others of the \
      same class; \(reason), and no fq_codel (sch_fq_codel)
      """)
  }
}
