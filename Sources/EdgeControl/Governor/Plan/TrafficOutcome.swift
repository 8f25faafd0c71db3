public import EdgeTypes
public import NetModel

/// What the kernel had after it was asked for a plan.
public struct TrafficOutcome: Equatable, Sendable {
  /// What the kernel shapes the line to, read from our class of the whole line; nil = that
  /// direction is not shaped by us.
  public var upload: BitRate?
  public var download: BitRate?
  public var hasDevice = true
  /// What the kernel still has otherwise although it refused nothing, as the commands that would
  /// change it.
  public var differences: [Text] = []
  /// What the kernel refused, in its words.
  public var refusals: [Text] = []
  /// Who else shapes the line.
  public var conflicts: [Text] = []
  /// All that anybody's nftables rules have.
  public var flowTables: [FlowTable] = []
  public init() {}

  /// Takes the rates from what was read back.
  public mutating func read(_ actual: [InterfaceTraffic], plan: TrafficPlan, wan: [UInt8]) {
    upload = Self.line(.up, of: wan, in: actual)
    download = nil
    guard let ifb = plan.ifb, let arrival = actual.first(where: { $0.device == wan }),
      arrival.filters.contains(where: { $0.parent == .ingressQdisc })
    else { return }
    download = Self.line(.down, of: ifb, in: actual)
  }

  private static func line(
    _ direction: Direction, of device: [UInt8], in actual: [InterfaceTraffic]
  ) -> BitRate? {
    let handle = ClassID.line.handle(direction)
    let found = actual.first { $0.device == device }
    return found?.classes.first { $0.handle == handle }?.rate
  }
}

extension TrafficStatus {
  /// Where traffic control stands after `outcome`.
  public init(_ plan: TrafficPlan, _ outcome: TrafficOutcome, changes: UInt64) {
    self.changes = changes
    guard outcome.hasDevice else {
      state = .waiting
      return
    }
    notes = plan.notes.map { $0.text.bytes }
    let others = outcome.conflicts + outcome.refusals + plan.notes(on: outcome.flowTables)
    notes += others.map { $0.bytes }
    if let first = outcome.differences.first, outcome.refusals.isEmpty {
      let more = outcome.differences.count - 1
      let rest: Text = more > 0 ? ", and \(more) more" : ""
      notes.append(
        ("the kernel took a change and has something else: \(first) is still to do\(rest)" as Text)
          .bytes)
    }
    (upload, download) = (outcome.upload, outcome.download)
    state = Self.state(plan, outcome)
  }

  private static func state(_ plan: TrafficPlan, _ outcome: TrafficOutcome) -> TrafficState {
    if !outcome.refusals.isEmpty || !outcome.differences.isEmpty { return .failed }
    if plan.interfaces.isEmpty { return plan.shapesNothing ? .off : .failed }
    return outcome.conflicts.isEmpty ? .shaping : .conflict
  }
}
