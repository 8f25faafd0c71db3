public import EdgeTypes

/// One class of a hierarchical token bucket.
public struct HTBClass: Equatable, Sendable {
  public var parent: TrafficHandle
  public var handle: TrafficHandle
  /// What it always gets; Ethernet frames are counted.
  public var rate: BitRate
  /// What it gets at most.
  public var ceiling: BitRate
  /// How many bytes it may send at once at `rate` and at `ceiling`.
  public var burst: UInt32
  public var ceilingBurst: UInt32
  /// 0 (first) to 7 (last): who borrows first.
  public var priority: UInt32
  /// Bytes sent in one turn among borrowers of equal priority.
  public var quantum: UInt32

  public init(parent: TrafficHandle, handle: TrafficHandle, rate: BitRate, ceiling: BitRate) {
    (self.parent, self.handle, self.rate, self.ceiling) = (parent, handle, rate, ceiling)
    (burst, ceilingBurst, priority, quantum) = (0, 0, 0, 0)
  }
}
