/// Whose traffic it is: what shares the line, is counted and may be capped by itself.
///
/// All that is particular to a class and is not a decision stands in its row.
public enum TrafficClass: UInt8, CaseIterable, Sendable {
  case owner, guest, miner

  private var row: Row {
    switch self {
    case .owner:
      Row(code: "owner", name: "the owner", verb: "is", minor: 0x10, priority: 0, ceilingPart: 1)
    case .guest:
      Row(
        code: "guest", name: "guests", verb: "are", minor: 0x20, leafMinor: 0x21, priority: 3,
        capScope: .guest, counters: PerDirection(up: "guest_up", down: "guest_down"),
        guaranteePart: 1_000, ceilingPart: 2)
    case .miner:
      Row(
        code: "miner", name: "the miner", verb: "is", minor: 0x30, priority: 7, capScope: .miner,
        counters: PerDirection(up: "miner_up", down: "miner_down"), guaranteePart: 100,
        ceilingPart: 1)
    }
  }
}

/// The facts of one class.
private struct Row {
  var code: StaticString
  var name: StaticString
  var verb: StaticString
  var minor: UInt16
  var leafMinor: UInt16?
  var priority: UInt32
  var capScope: CapScope?
  var counters: PerDirection<StaticString>?
  var guaranteePart: UInt64?
  var ceilingPart: UInt64
}

extension TrafficClass {
  /// All that our packet rules count and caps may hold back, in the order of their scopes.
  public static var counted: [TrafficClass] { CapScope.allCases.compactMap { $0.trafficClass } }

  /// The name in the config, in JSON and in metrics; stable.
  public var code: StaticString { row.code }
  /// As sentences call it: `guests`.
  public var name: StaticString { row.name }
  /// The beginning of a sentence about it: `guests are`.
  public var subject: Text { "\(row.name) \(row.verb)" }
  /// The minor number of its HTB class, the same in both directions.
  public var minor: UInt16 { row.minor }
  /// The minor number of the class that its packets are put in: below `minor` where others with a
  /// share of their own are there too.
  public var leafMinor: UInt16 { row.leafMinor ?? row.minor }
  /// Who borrows first: 0 to 7 (last).
  public var priority: UInt32 { row.priority }
  /// The scope of the caps that are for this class alone; nil = none can be.
  public var capScope: CapScope? { row.capScope }
  /// The names of the nftables counters; nil = what no rule counts.
  public var counters: PerDirection<StaticString>? { row.counters }
  /// The part of the line that is guaranteed where the config says nothing, as a divisor; nil = what
  /// the others leave.
  public var guaranteePart: UInt64? { row.guaranteePart }
  /// The part of the line that it may use where the config says nothing, as a divisor.
  public var ceilingPart: UInt64 { row.ceilingPart }
}
