internal import EdgeTypes
public import NetModel

extension TrafficSocket {
  /// All links and qdiscs as they are now.
  public func snapshot() throws(NetlinkError) -> TrafficSnapshot {
    TrafficSnapshot(table: try links(), qdiscs: try dump(RouteMessage.getQdisc))
  }

  /// All traffic control of one interface; nil if there is no such interface.
  public func read(
    _ device: [UInt8], in snapshot: TrafficSnapshot
  ) throws(NetlinkError) -> InterfaceTraffic? {
    guard let index = try? snapshot.table.index(of: device) else { return nil }
    var traffic = InterfaceTraffic(device: device)
    for record in snapshot.qdiscs where record.device == index {
      traffic.qdiscs.append(Qdisc(record))
    }
    for record in try dump(RouteMessage.getClass, of: index) {
      if let htbClass = HTBClass(record) { traffic.classes.append(htbClass) }
    }
    for qdisc in traffic.qdiscs {
      for parent in qdisc.filterParents {
        let records = try dump(RouteMessage.getFilter, of: index, parent: parent)
        let (ours, foreign) = sortFilters(records, parent: parent, devices: snapshot.table)
        traffic.filters += ours
        traffic.foreignFilters += foreign
      }
    }
    traffic.sort()
    return traffic
  }

  /// What went through the classes of an interface's token bucket.
  public func counters(
    _ device: [UInt8], in links: LinkTable
  ) throws(NetlinkError) -> [TrafficCounters] {
    let index = try links.index(of: device)
    var counters: [TrafficCounters] = []
    for record in try dump(RouteMessage.getClass, of: index) where record.kind == "htb" {
      if let one = TrafficCounters(record) { counters.append(one) }
    }
    return counters.ordered { $0.handle < $1.handle }
  }

  private func dump(
    _ type: UInt16, of index: Int32 = 0, parent: TrafficHandle = TrafficHandle(raw: 0)
  ) throws(NetlinkError) -> [TrafficRecord] {
    let messages = try connection.dump { (sequence) throws(NetlinkError) in
      let builder = MessageBuilder(type: type, flags: NetlinkFlag.dump, sequence: sequence)
      builder.appendTraffic(device: index, parent: parent)
      return try builder.bytes()
    }
    let found = messages.compactMap { TrafficRecord($0.body) }
    return index == 0 ? found : found.filter { $0.device == index }
  }
}

extension Qdisc {
  /// Where its filters hang; linux/pkt_sched.h for the two hooks of clsact.
  fileprivate var filterParents: [TrafficHandle] {
    switch (parent, discipline) {
    case (.ingress, .ingress): [.ingressQdisc]
    case (.ingress, _): [TrafficHandle(0xFFFF, 0xFFF2)]
    case (.root, .htb): [handle]
    default: []
    }
  }
}

extension InterfaceTraffic {
  /// Outer qdiscs and classes before inner ones; the kernel lists them in any order.
  mutating func sort() {
    qdiscs = qdiscs.ordered { (rank($0.parent), $0.handle) < (rank($1.parent), $1.handle) }
    let depths = classes.map { depth(of: $0) }
    let order = classes.indices.ordered {
      (depths[$0], classes[$0].handle) < (depths[$1], classes[$1].handle)
    }
    classes = order.map { classes[$0] }
  }

  private func rank(_ parent: TrafficHandle) -> Int {
    switch parent {
    case .root: 0
    case .ingress: 1
    default: 2
    }
  }

  /// Steps up to the qdisc; HTB has eight levels at most, and a contradictory list has no more.
  private func depth(of htbClass: HTBClass) -> Int {
    var (depth, parent) = (0, htbClass.parent)
    while depth < 8, let next = classes.first(where: { $0.handle == parent }) {
      (depth, parent) = (depth + 1, next.parent)
    }
    return depth
  }
}
