internal import EdgeConfig
internal import EdgeTypes
internal import NetModel

/// What can be done of what the config asks for, and notes about the rest.
struct ShapingCapabilities {
  let shapes: PerDirection<Bool>
  /// Whether an arriving packet can be known by the mark of its connection.
  let restoresMarks: Bool
  let filtersPackets: Bool
  /// Whether the packet rules must hold the guests back: they are stopped, or slowed on a line that
  /// is not shaped both ways.
  let stopsGuests: Bool
  private(set) var notes: [PlanNote] = []

  init(_ config: Config, _ inputs: PlanInputs) {
    let features = inputs.features
    let hasIFB = features.ifb && features.u32 && features.mirred
    shapes = PerDirection(
      up: features.htb && config.wan.upload != nil,
      down: features.htb && hasIFB && config.wan.download != nil)
    filtersPackets = features.nftables
    restoresMarks = features.ctinfo && features.fw && features.nftables && shapes.down
    let areGuestsSlowed: Bool
    switch inputs.allowances[.guest] {
    case .full: (areGuestsSlowed, stopsGuests) = (false, false)
    case .throttled:
      areGuestsSlowed = true
      stopsGuests = !(shapes.up && shapes.down)
    case .stopped: (areGuestsSlowed, stopsGuests) = (false, true)
    }
    if config.guest.interface != nil, stopsGuests, areGuestsSlowed, filtersPackets {
      note(.loss, "guests are stopped where they would be slowed: the line is not shaped both ways")
    }
    noteDirections(config, features, hasIFB: hasIFB)
    noteSorting(config, inputs)
  }

  private mutating func noteDirections(
    _ config: Config, _ features: TrafficFeatures, hasIFB: Bool
  ) {
    if config.wan.upload == nil {
      note(.choice, "the upload is not shaped: section wan has no upload")
    }
    if config.wan.download == nil {
      note(.choice, "the download is not shaped: section wan has no download")
    }
    guard config.wan.upload != nil || config.wan.download != nil else { return }
    if !features.htb {
      note(.loss, "nothing is shaped: this kernel has no HTB (sch_htb)")
    } else if !hasIFB, config.wan.download != nil {
      let missing: StaticString =
        !features.ifb
        ? "IFB devices (ifb)"
        : !features.u32 ? "the u32 classifier (cls_u32)" : "redirection (act_mirred)"
      note(
        .loss,
        """
        the download is not shaped: this kernel has no \(missing); downloads of guests and of \
        the miner do not yield to the owner's
        """)
    }
  }

  private mutating func noteSorting(_ config: Config, _ inputs: PlanInputs) {
    guard shapes.up || shapes.down else {
      if filtersPackets, config.wan.upload != nil || config.wan.download != nil {
        note(.choice, "guests and the miner are counted, so that their caps hold")
      }
      return
    }
    if !filtersPackets {
      note(
        .loss,
        """
        this kernel has no nf_tables: what guests and the miner send is taken for the owner's; \
        the miner's upload_limit still holds
        """)
    }
    if config.miner.enabled, inputs.minerUser == nil {
      note(
        .loss,
        """
        there is no user edgepoint-miner: what the miner sends is taken for the owner's; its \
        upload_limit still holds
        """)
    }
    if shapes.down, !restoresMarks, config.guest.interface != nil || config.miner.enabled {
      note(
        .loss,
        """
        this kernel cannot restore a connection's mark (act_ctinfo, cls_fw): downloads of the \
        miner and of guests behind NAT are taken for the owner's
        """)
    }
  }

  private mutating func note(_ kind: PlanNote.Kind, _ text: Text) {
    notes.append(PlanNote(kind, text))
  }
}
