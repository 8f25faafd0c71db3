internal import EdgeConfig
internal import EdgeTypes
internal import NetModel

/// The filters that sort what arrives, on the IFB and in front of it.
struct DownloadFilters {
  private(set) var filters: [TrafficFilter] = []
  private let parent = TrafficHandle.tree(.down)
  private var preference = FilterPreference.download

  /// By the mark of the connection where the kernel can restore it, and by the guests' addresses,
  /// which arriving packets carry where there is no NAT.
  init(config: Config, restoresMarks: Bool) {
    if restoresMarks {
      for trafficClass in TrafficClass.counted { addMark(ClassID(leafOf: trafficClass)) }
      for index in config.leases.indices { addMark(ClassID(lease: index)) }
    }
    for (index, lease) in config.leases.enumerated() {
      let id = ClassID(lease: index)
      if let address = lease.address { add(.ipv4Destination(address, prefixLength: 32), id) }
      if let address = lease.address6 { add(.ipv6Destination(address, prefixLength: 128), id) }
    }
    guard config.guest.interface != nil else { return }
    add(DownloadFilters.network(config.guest.address), .guestRest)
    if let address = config.guest.address6 {
      let network = IPv6Address(high: address.address.high, low: 0)  // Always a /64.
      add(.ipv6Destination(network, prefixLength: 64), .guestRest)
    }
  }

  /// The filter on the WAN's ingress qdisc.
  static func redirect(to ifb: [UInt8], restoresMarks: Bool) -> TrafficFilter {
    TrafficFilter(
      parent: .ingressQdisc, preference: FilterPreference.ingress, match: .all,
      action: .redirect(
        device: ifb, restoringMark: restoresMarks ? ConnectionMark.mask : nil))
  }

  private static func network(_ guests: InterfaceAddress<IPv4Address>) -> PacketMatch {
    let length = min(max(guests.prefixLength, 1), 32)
    let mask = UInt32.max << UInt32(32 - length)
    return .ipv4Destination(IPv4Address(bits: guests.address.bits & mask), prefixLength: length)
  }

  private mutating func addMark(_ id: ClassID) {
    add(.mark(id.mark, mask: ConnectionMark.mask), id)
  }

  private mutating func add(_ match: PacketMatch, _ id: ClassID) {
    filters.append(
      TrafficFilter(
        parent: parent, preference: preference, match: match, action: .classify(id.handle(.down))))
    preference &+= 1
  }
}
