public import EdgeTypes

/// Bytes that our nftables table counted on the WAN, by class and direction; none of the owner's.
public typealias PacketCounts = PerClass<PerDirection<UInt64>>

extension PerClass where Value == PerDirection<UInt64> {
  /// Nothing was counted yet.
  public init() { self.init(repeating: PerDirection(repeating: 0)) }
}

extension TrafficClass {
  /// The name of the class's counter in our nftables table; empty where nothing counts it.
  public func counter(_ direction: Direction) -> [UInt8] {
    counters.map { Text($0[direction]).bytes } ?? []
  }
}
