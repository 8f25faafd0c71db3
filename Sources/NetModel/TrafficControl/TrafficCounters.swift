/// What went through a class or a qdisc since it was made.
public struct TrafficCounters: Equatable, Sendable {
  public var handle: TrafficHandle
  public var bytes: UInt64
  public var packets: UInt64
  public var drops: UInt64
  /// Waiting now, bytes.
  public var backlog: UInt64
  public init(handle: TrafficHandle, bytes: UInt64, packets: UInt64, drops: UInt64, backlog: UInt64)
  {
    (self.handle, self.bytes, self.packets) = (handle, bytes, packets)
    (self.drops, self.backlog) = (drops, backlog)
  }
}
