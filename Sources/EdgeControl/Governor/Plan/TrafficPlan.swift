public import EdgeConfig
internal import EdgeTypes
public import NetModel

/// How traffic control and our packet rules should be: a pure function of the config and of inputs.
public struct TrafficPlan: Equatable, Sendable {
  /// The IFB first: what is redirected to it must find its queues.
  public var interfaces: [InterfaceTraffic] = []
  /// The device that shapes what arrives; nil = downloads are not shaped.
  public var ifb: [UInt8]?
  public var rules: PacketRules?
  /// What is lost on this kernel and why, and which queues were chosen.
  public var notes: [PlanNote] = []
  /// False where the config asks for something and this kernel can do none of it: exit code 69.
  public var isUseful = true
  /// Whether the config asks for no rate, so that nothing is shaped by intention.
  public private(set) var shapesNothing = true

  /// Whether a queue lets nothing past what waits in it: this kernel has neither cake nor fq_codel.
  public var hasPlainQueues: Bool {
    interfaces.contains { interface in
      interface.qdiscs.contains {
        // One without a place is that of a class that is stopped.
        if case .packetFIFO(let limit) = $0.discipline { limit > 0 } else { false }
      }
    }
  }

  /// Nothing is wanted.
  public init() {}

  public init(config: Config, inputs: PlanInputs) {
    guard let device = config.wan.device else {
      notes.append(PlanNote(.choice, "nothing is shaped: section wan names no device"))
      return
    }
    let can = ShapingCapabilities(config, inputs)
    notes = can.notes
    let directions = (can.shapes.up ? 1 : 0) + (can.shapes.down ? 1 : 0)
    let leaves = LeafChoice(inputs, directions: directions, leases: config.leases.count)
    if directions > 0 { notes.append(leaves.note) }
    var wan = InterfaceTraffic(device: device)
    if can.shapes.up, let line = config.wan.upload {
      wan.fill(line: inputs.lines.up ?? line, .up, config, inputs, leaves)
    }
    if can.shapes.down, let line = config.wan.download {
      let name = TrafficPlan.ifb(of: device)
      var ifb = InterfaceTraffic(device: name)
      ifb.fill(line: inputs.lines.down ?? line, .down, config, inputs, leaves)
      ifb.filters =
        DownloadFilters(config: config, restoresMarks: can.restoresMarks).filters
      wan.qdiscs.append(
        Qdisc(parent: .ingress, handle: .ingressQdisc, discipline: .ingress))
      ifb.filters += NeighbourFilters.filters(.down)
      wan.filters = [DownloadFilters.redirect(to: name, restoresMarks: can.restoresMarks)]
      interfaces.append(ifb)
      self.ifb = name
    }
    if can.shapes.up, inputs.features.u32 { wan.filters += NeighbourFilters.filters(.up) }
    if !wan.qdiscs.isEmpty { interfaces.append(wan) }
    let isAsked = config.wan.upload != nil || config.wan.download != nil
    shapesNothing = !isAsked
    // Without a rate there is nothing to sort; caps need the counters all the same.
    if can.filtersPackets, isAsked || !config.caps.isEmpty || can.stopsGuests {
      rules = TrafficPlan.rules(config, inputs, can)
    }
    isUseful = !isAsked || !interfaces.isEmpty || rules != nil
  }

  /// The name of the IFB that belongs to a device, at most 15 bytes (IFNAMSIZ in linux/if.h).
  public static func ifb(of device: [UInt8]) -> [UInt8] {
    Array((ifbPrefix + device).prefix(15))
  }

  /// Whether the name is one that we give to IFBs.
  public static func isIFB(_ device: [UInt8]) -> Bool { device.starts(with: ifbPrefix) }

  private static let ifbPrefix = Array("ep-".utf8)

  /// Nil where there is nobody to tell apart.
  private static func rules(
    _ config: Config, _ inputs: PlanInputs, _ can: ShapingCapabilities
  ) -> PacketRules? {
    guard let device = config.wan.device,
      inputs.minerUser != nil || config.guest.interface != nil
    else { return nil }
    var rules = PacketRules(
      wan: device, minerClass: ClassID.miner.handle(.up),
      guestClass: ClassID.guestRest.handle(.up))
    rules.minerUser = inputs.minerUser
    rules.guestDevice = config.guest.interface
    rules.marksConnections = can.restoresMarks
    rules.stopsGuests = can.stopsGuests && config.guest.interface != nil
    rules.leases = config.leases.enumerated().map { index, lease in
      LeaseRule(
        address: lease.address, address6: lease.address6,
        guestClass: ClassID(lease: index).handle(.up))
    }
    return rules
  }
}

extension InterfaceTraffic {
  fileprivate mutating func fill(
    line: BitRate, _ direction: Direction, _ config: Config, _ inputs: PlanInputs,
    _ leaves: LeafChoice
  ) {
    let rates = RateAllocation(line: line, direction, config: config, inputs: inputs)
    let tree = ClassTree(rates, direction, leaves, inputs)
    (qdiscs, classes) = (tree.qdiscs, tree.classes)
  }
}
