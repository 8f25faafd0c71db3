public import NetModel

/// All interfaces and all their qdiscs at one moment: the kernel gives those of all interfaces
/// whatever one asks, so that it is asked once for many.
public struct TrafficSnapshot {
  let table: LinkTable
  let qdiscs: [TrafficRecord]

  /// All interfaces.
  public var devices: [TrafficDevice] {
    table.links.map { TrafficDevice(name: $0.name, isUp: $0.isUp) }
  }

  /// The names of the interfaces that have a qdisc for which `isMeant` is true.
  public func devices(with isMeant: (Qdisc) -> Bool) -> [[UInt8]] {
    var found: [[UInt8]] = []
    for record in qdiscs where isMeant(Qdisc(record)) {
      for link in table.links where link.index == record.device && !found.contains(link.name) {
        found.append(link.name)
      }
    }
    return found
  }
}
