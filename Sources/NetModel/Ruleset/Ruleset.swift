/// What one nftables table says, in nft's own words (nft(8)).
///
/// It is written by a decider, printed by `text`, made and read back by the netlink port. Elements
/// of sets that packets or admissions add are not part of it.
public struct Ruleset: Equatable, Sendable {
  public var family: TableFamily
  public var name: [UInt8]
  /// Named counters and quotas; they keep their values when rules are replaced.
  public var objects: [NamedObject] = []
  public var sets: [NamedSet] = []
  /// A chain before the rules that go to it.
  public var chains: [Chain] = []

  public init(_ family: TableFamily, _ name: [UInt8]) { (self.family, self.name) = (family, name) }

  /// The name of the tables that are ours.
  public static let ours: [UInt8] = Array("edgepoint".utf8)
}

/// The kind of packets that a table sees.
public enum TableFamily: UInt8, CaseIterable, Sendable {
  /// IPv4 and IPv6.
  case inet
  /// Frames between the ports of a bridge.
  case bridge
  /// Frames at one interface, before anything else sees them.
  case netdev
}

/// Something that keeps a number for rules and maps that name it.
public struct NamedObject: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    case counter
    /// Lets a rule go on below so many bytes, or if `isOver` from then on.
    case quota(bytes: UInt64, isOver: Bool)
  }

  public var name: [UInt8]
  public var kind: Kind
  public init(_ name: [UInt8], _ kind: Kind) { (self.name, self.kind) = (name, kind) }
}
