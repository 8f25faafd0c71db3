public import EdgeConfig
public import EdgeTypes

/// How traffic control and our packet rules should be: a pure function of the config and of facts.
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

  public init(config: Config, facts: TrafficFacts) {
    guard let device = config.wan.device else {
      notes.append(PlanNote(.choice, "nothing is shaped: section wan names no device"))
      return
    }
    let can = Abilities(config, facts)
    notes = can.notes
    let directions = (can.shapesUpload ? 1 : 0) + (can.shapesDownload ? 1 : 0)
    let leaves = LeafChoice(facts, directions: directions, leases: config.leases.count)
    if directions > 0 { notes.append(leaves.note) }
    var wan = InterfaceTraffic(device: device)
    if can.shapesUpload, let line = config.wan.upload {
      wan.fill(line: facts.uploadLine ?? line, .upload, config, facts, leaves)
    }
    if can.shapesDownload, let line = config.wan.download {
      let name = TrafficPlan.ifb(of: device)
      var ifb = InterfaceTraffic(device: name)
      ifb.fill(line: facts.downloadLine ?? line, .download, config, facts, leaves)
      ifb.filters =
        DownloadFilters(config: config, restoresMarks: can.restoresMarks).filters
      wan.qdiscs.append(
        Qdisc(parent: .ingress, handle: .ingressQdisc, discipline: .ingress))
      ifb.filters += NeighbourFilters.filters(.download)
      wan.filters = [DownloadFilters.redirect(to: name, restoresMarks: can.restoresMarks)]
      interfaces.append(ifb)
      self.ifb = name
    }
    if can.shapesUpload, facts.features.u32 { wan.filters += NeighbourFilters.filters(.upload) }
    if !wan.qdiscs.isEmpty { interfaces.append(wan) }
    let isAsked = config.wan.upload != nil || config.wan.download != nil
    shapesNothing = !isAsked
    // Without a rate there is nothing to sort; caps need the counters all the same.
    if can.filtersPackets, isAsked || !config.caps.isEmpty || can.stopsGuests {
      rules = TrafficPlan.rules(config, facts, can)
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
    _ config: Config, _ facts: TrafficFacts, _ can: Abilities
  ) -> PacketRules? {
    guard let device = config.wan.device,
      facts.minerUser != nil || config.guest.interface != nil
    else { return nil }
    let major = LineDirection.upload.major
    var rules = PacketRules(
      wan: device, minerClass: TrafficHandle(major, TrafficMinor.miner),
      guestClass: TrafficHandle(major, TrafficMinor.guestRest))
    rules.minerUser = facts.minerUser
    rules.guestDevice = config.guest.interface
    rules.marksConnections = can.restoresMarks
    rules.stopsGuests = can.stopsGuests && config.guest.interface != nil
    rules.leases = config.leases.enumerated().map { index, lease in
      LeaseRule(
        address: lease.address, address6: lease.address6,
        guestClass: TrafficHandle(major, ClassTree.minor(ofLease: index)))
    }
    return rules
  }
}

extension InterfaceTraffic {
  fileprivate mutating func fill(
    line: BitRate, _ direction: LineDirection, _ config: Config, _ facts: TrafficFacts,
    _ leaves: LeafChoice
  ) {
    let shares = LineShares(line: line, direction, config: config, facts: facts)
    let tree = ClassTree(shares, direction, leaves, facts)
    (qdiscs, classes) = (tree.qdiscs, tree.classes)
  }
}
