internal import EdgeTypes
public import NetModel

extension TrafficSocket {
  /// Tries on an interface of our own, which is removed again, what the kernel can do.
  ///
  /// `nftables` stays false: other messages tell. All is false where no interface can be made.
  public static func probe() -> TrafficFeatures {
    var features = TrafficFeatures()
    guard let socket = try? TrafficSocket() else { return features }
    let device = Array("ep-probe".utf8)
    socket.removeLink(device)  // Of a process that was killed here.
    let ifb = socket.apply([.addIFB(device)])
    features.ifb = ifb.isEmpty
    if !features.ifb { socket.addStandIn(device) }
    socket.probe(device, &features)
    socket.removeLink(device)
    return features
  }

  /// Each experiment in its own place, so that the refusal of one says nothing of another.
  private func probe(_ device: [UInt8], _ features: inout TrafficFeatures) {
    func works(_ change: TrafficChange) -> Bool { apply([change]).isEmpty }
    let root = TrafficHandle.tree(.up)
    let bucket = Qdisc(parent: .root, handle: root, discipline: .htb(defaultMinor: 1))
    features.htb = works(.addQdisc(device: device, bucket))
    var leaf: UInt16 = 0
    func canQueue(_ discipline: QueueDiscipline) -> Bool {
      leaf += 1
      let rate = BitRate(bitsPerSecond: 1_000_000)
      let place = HTBClass(
        parent: root, handle: ClassID(leaf).handle(.up), rate: rate, ceiling: rate)
      guard works(.addClass(device: device, place)) else { return false }
      let queue = Qdisc(
        parent: place.handle, handle: ClassID(leaf).queue, discipline: discipline)
      return works(.addQdisc(device: device, queue))
    }
    func canFilter(_ parent: TrafficHandle, _ match: PacketMatch, _ action: PacketAction) -> Bool {
      let filter = TrafficFilter(
        parent: parent, preference: FilterPreference.ingress, match: match, action: action)
      guard works(.addFilter(device: device, filter)) else { return false }
      return works(.deleteFilter(device: device, filter))
    }
    features.packetFIFO = canQueue(.packetFIFO(limit: 10))
    features.fqCodel = canQueue(.fqCodel(packetLimit: 10, memoryLimit: 65_536, flows: 16))
    features.cake = canQueue(.cake(memoryLimit: 65_536))
    let first = PacketAction.classify(ClassID.line.handle(.up))
    features.u32 = canFilter(root, .all, first)
    features.fw = canFilter(root, .mark(1, mask: 0xFF), first)
    let arrival = Qdisc(parent: .ingress, handle: .ingressQdisc, discipline: .ingress)
    guard works(.addQdisc(device: device, arrival)) else { return }
    features.mirred = canFilter(
      .ingressQdisc, .all, .redirect(device: device, restoringMark: nil))
    features.ctinfo = canFilter(
      .ingressQdisc, .all, .redirect(device: device, restoringMark: ConnectionMark.mask))
  }

  /// Without IFBs the experiments are made on whatever other device this kernel can make.
  private func addStandIn(_ name: [UInt8]) {
    let kinds: [Text] = ["dummy", "bridge", "veth"]
    for kind in kinds {
      do throws(NetlinkError) {
        try connection.request { (sequence) throws(NetlinkError) in
          try addLink(name, kind: kind, sequence: sequence)
        }
        return
      } catch {}
    }
  }

  private func removeLink(_ name: [UInt8]) {
    guard let index = try? links().index(of: name) else { return }
    try? connection.request { (sequence) throws(NetlinkError) in
      try deleteLink(index, sequence: sequence)
    }
  }
}
