internal import EdgeConfig
internal import EdgeTypes

/// The filters that sort what arrives, on the IFB and in front of it.
struct DownloadFilters {
  private(set) var filters: [TrafficFilter] = []
  private let parent = TrafficHandle(LineDirection.download.major)
  private var preference: UInt16 = 0xE000

  /// By the mark of the connection where the kernel can restore it, and by the guests' addresses,
  /// which arriving packets carry where there is no NAT.
  init(config: Config, restoresMarks: Bool) {
    if restoresMarks {
      addMark(TrafficMinor.miner)
      addMark(TrafficMinor.guestRest)
      for index in config.leases.indices { addMark(ClassTree.minor(ofLease: index)) }
    }
    for (index, lease) in config.leases.enumerated() {
      let minor = ClassTree.minor(ofLease: index)
      if let address = lease.address { add(.ipv4Destination(address, prefixLength: 32), minor) }
      if let address = lease.address6 { add(.ipv6Destination(address, prefixLength: 128), minor) }
    }
    guard config.guest.interface != nil else { return }
    add(DownloadFilters.network(config.guest.address), TrafficMinor.guestRest)
    if let address = config.guest.address6 {
      let network = IPv6Address(high: address.address.high, low: 0)  // Always a /64.
      add(.ipv6Destination(network, prefixLength: 64), TrafficMinor.guestRest)
    }
  }

  /// The filter on the WAN's ingress qdisc.
  static func redirect(to ifb: [UInt8], restoresMarks: Bool) -> TrafficFilter {
    TrafficFilter(
      parent: .ingressQdisc, preference: TrafficFilter.ingressPreference, match: .all,
      action: .redirect(
        device: ifb, restoringMark: restoresMarks ? PacketRules.connectionMask : nil))
  }

  private static func network(_ guests: InterfaceAddress<IPv4Address>) -> PacketMatch {
    let length = min(max(guests.prefixLength, 1), 32)
    let mask = UInt32.max << UInt32(32 - length)
    return .ipv4Destination(IPv4Address(bits: guests.address.bits & mask), prefixLength: length)
  }

  private mutating func addMark(_ minor: UInt16) {
    let mark = PacketRules.connectionMark | UInt32(minor)
    add(.mark(mark, mask: PacketRules.connectionMask), minor)
  }

  private mutating func add(_ match: PacketMatch, _ minor: UInt16) {
    let action = PacketAction.classify(TrafficHandle(parent.major, minor))
    filters.append(
      TrafficFilter(parent: parent, preference: preference, match: match, action: action))
    preference &+= 1
  }
}
