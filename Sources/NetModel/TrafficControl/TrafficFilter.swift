public import EdgeTypes

/// Which packets a filter means; all of them can be said with the u32 classifier but `mark`.
public enum PacketMatch: Equatable, Sendable {
  case all
  /// Destination address in a network; for the download side of guests without NAT.
  case ipv4Destination(IPv4Address, prefixLength: Int)
  case ipv6Destination(IPv6Address, prefixLength: Int)
  /// Address Resolution Protocol (RFC 826).
  case addressResolution
  /// ICMPv6 between neighbours: hop limit 255, which no router's packet has, and type & mask ==
  /// value. Neighbour Discovery (RFC 4861) is types 133 to 137.
  case neighbourDiscovery(type: UInt8, mask: UInt8)
  /// The packet's mark & mask == value, with the fw classifier.
  case mark(UInt32, mask: UInt32)
}

public enum PacketAction: Equatable, Sendable {
  /// Queue it in this class.
  case classify(TrafficHandle)
  /// Send it through another interface's queues (mirred egress redirect), and back to its way.
  /// `restoringMark`: copy the connection's mark & mask to the packet first (ctinfo cpmark).
  case redirect(device: [UInt8], restoringMark: UInt32?)
}

/// One filter; `parent` is the qdisc it belongs to, `preference` its number and order there.
public struct TrafficFilter: Equatable, Sendable {
  public var parent: TrafficHandle
  public var preference: UInt16
  public var match: PacketMatch
  public var action: PacketAction
  public init(
    parent: TrafficHandle, preference: UInt16, match: PacketMatch, action: PacketAction
  ) {
    (self.parent, self.preference, self.match, self.action) = (parent, preference, match, action)
  }
}
