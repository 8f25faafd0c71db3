public import EdgeTypes

/// What the planner must know besides the config.
public struct TrafficFacts: Equatable, Sendable {
  public var features = TrafficFeatures()
  /// RAM of the machine; nil = unknown, taken as little.
  public var memoryBytes: UInt64?
  /// The number of the user that the miner runs as; nil = there is none.
  public var minerUser: UInt32?
  /// What the line carries now, Ethernet frames counted; nil = what the config says.
  public var uploadLine: BitRate?
  public var downloadLine: BitRate?
  /// What caps and schedules leave of the classes.
  public var minerAllowance = ClassAllowance.full
  public var guestAllowance = ClassAllowance.full
  public init() {}
}

/// Something that a person should know about a plan.
public struct PlanNote: Equatable, Sendable {
  public enum Kind: UInt8, Sendable {
    /// A choice, and why.
    case choice
    /// Something that the config asks for and that this machine cannot do.
    case loss
  }
  public var kind: Kind
  public var text: Text
  public init(_ kind: Kind, _ text: Text) { (self.kind, self.text) = (kind, text) }
}

/// A way through the line.
enum LineDirection: Equatable, Sendable {
  case upload, download

  /// The number of the outermost qdisc, on the WAN and on the IFB.
  var major: UInt16 { self == .upload ? 0xED0 : 0xED1 }
}

/// The minor numbers of our classes, the same in both directions.
public enum TrafficMinor {
  public static let line: UInt16 = 0x1
  public static let owner: UInt16 = 0x10
  /// All guests; nothing is queued in it.
  public static let guests: UInt16 = 0x20
  /// Guests without a lease.
  public static let guestRest: UInt16 = 0x21
  public static let miner: UInt16 = 0x30
  /// The first lease; the others follow in the order of the config.
  public static let firstLease: UInt16 = 0x100
}

extension TrafficFeatures {
  /// A kernel that has everything.
  public static var all: TrafficFeatures {
    var all = TrafficFeatures()
    (all.htb, all.cake, all.fqCodel, all.packetFIFO) = (true, true, true, true)
    (all.ifb, all.u32, all.mirred) = (true, true, true)
    (all.ctinfo, all.fw, all.nftables) = (true, true, true)
    return all
  }

  /// What both have.
  public func intersection(_ other: TrafficFeatures) -> TrafficFeatures {
    var both = TrafficFeatures()
    (both.htb, both.cake) = (htb && other.htb, cake && other.cake)
    (both.fqCodel, both.packetFIFO) = (fqCodel && other.fqCodel, packetFIFO && other.packetFIFO)
    (both.ifb, both.u32, both.mirred) = (ifb && other.ifb, u32 && other.u32, mirred && other.mirred)
    (both.ctinfo, both.fw) = (ctinfo && other.ctinfo, fw && other.fw)
    both.nftables = nftables && other.nftables
    return both
  }
}
