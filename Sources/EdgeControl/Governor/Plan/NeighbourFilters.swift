internal import EdgeTypes
internal import NetModel

/// What a link needs to work at all goes past the classes.
///
/// The router's questions for its neighbours' addresses, and theirs for its own, would wait in the
/// owner's queue: while leases fill the line and the owner uploads, the answers come too late and
/// the router is lost to its own line.
enum NeighbourFilters {
  static func filters(_ direction: Direction) -> [TrafficFilter] {
    let matches: [PacketMatch] = [
      .addressResolution,
      .neighbourDiscovery(type: 132, mask: 0xFC),  // 132 to 135
      .neighbourDiscovery(type: 136, mask: 0xFE),  // 136 and 137
    ]
    return matches.enumerated().map { index, match in
      TrafficFilter(
        parent: .tree(direction),
        preference: FilterPreference.neighbours + UInt16(clamping: index), match: match,
        // HTB sends what is of the qdisc's own class past all others (htb_classify).
        action: .classify(.tree(direction)))
    }
  }
}
