/// All traffic control of one interface: as it should be, or as the kernel has it.
public struct InterfaceTraffic: Equatable, Sendable {
  public var device: [UInt8]
  /// Parents before children.
  public var qdiscs: [Qdisc] = []
  public var classes: [HTBClass] = []
  public var filters: [TrafficFilter] = []
  /// Preferences of filters that we cannot read as ours: somebody else's.
  public var foreignFilters: [UInt16] = []
  public init(device: [UInt8]) { self.device = device }
}

/// An interface as far as traffic control must know it.
public struct TrafficDevice: Equatable, Sendable {
  public var name: [UInt8]
  /// Whether it is switched on; redirecting to one that is not loses every packet.
  public var isUp: Bool
  public init(name: [UInt8], isUp: Bool) { (self.name, self.isUp) = (name, isUp) }
}

/// One step from what is to what should be; each is one netlink message.
public enum TrafficChange: Equatable, Sendable {
  /// Makes an intermediate functional block device that is up.
  case addIFB([UInt8])
  case deleteIFB([UInt8])
  case setUp([UInt8])
  case addQdisc(device: [UInt8], Qdisc)
  /// Changes settings in place; nothing queued is lost.
  case changeQdisc(device: [UInt8], Qdisc)
  case deleteQdisc(device: [UInt8], Qdisc)
  case addClass(device: [UInt8], HTBClass)
  case changeClass(device: [UInt8], HTBClass)
  case deleteClass(device: [UInt8], TrafficHandle)
  case addFilter(device: [UInt8], TrafficFilter)
  case deleteFilter(device: [UInt8], TrafficFilter)
}

/// What the kernel can do, found out by trying it on a device of our own.
public struct TrafficFeatures: Equatable, Sendable {
  public var htb = false
  public var cake = false
  public var fqCodel = false
  public var packetFIFO = false
  /// IFB devices, the u32 classifier and mirred: all three are needed to shape what arrives.
  public var ifb = false
  public var u32 = false
  public var mirred = false
  /// Copying a connection's mark to an arriving packet, and classifying by it.
  public var ctinfo = false
  public var fw = false
  /// nf_tables with an inet table.
  public var nftables = false
  public init() {}
}

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
