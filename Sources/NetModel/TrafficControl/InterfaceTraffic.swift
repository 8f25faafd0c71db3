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
