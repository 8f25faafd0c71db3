public import EdgeTypes

/// The minor number of one of our HTB classes, the same in both directions.
public struct ClassID: Hashable, Sendable {
  public let minor: UInt16
  public init(_ minor: UInt16) { self.minor = minor }

  /// The class of the whole line.
  public static let line = ClassID(0x1)
  public static let owner = ClassID(of: .owner)
  /// All guests; nothing is queued in it.
  public static let guests = ClassID(of: .guest)
  /// Guests without a lease.
  public static let guestRest = ClassID(leafOf: .guest)
  public static let miner = ClassID(of: .miner)
  private static let firstLease: UInt16 = 0x100

  /// All of the class.
  public init(of trafficClass: TrafficClass) { minor = trafficClass.minor }

  /// Where packets of the class are put that have no share of their own in it.
  public init(leafOf trafficClass: TrafficClass) { minor = trafficClass.leafMinor }

  /// A lease by its place in the config.
  public init(lease index: Int) { minor = Self.firstLease &+ UInt16(clamping: index) }

  /// One guest's share of the guests' class.
  public var isLease: Bool { minor >= Self.firstLease }

  /// The class in the tree of one direction.
  public func handle(_ direction: Direction) -> TrafficHandle {
    TrafficHandle(TrafficHandle.tree(direction).major, minor)
  }

  /// The queue below the class, the only one of that number on its interface.
  public var queue: TrafficHandle { TrafficHandle(0x1000 &+ minor) }

  /// What a connection of this class has in the bits of its mark that are ours.
  public var mark: UInt32 { ConnectionMark.ours | UInt32(minor) }
}

/// The bits of a connection's mark that we use; the others are left as they are.
public enum ConnectionMark {
  public static let mask: UInt32 = 0xFF00_FFFF
  /// Says that the lower 16 bits are a `ClassID`.
  public static let ours: UInt32 = 0xED00_0000
}

extension TrafficHandle {
  /// Our outermost qdisc: for the upload on the WAN, for the download on its IFB. A packet of this
  /// class goes past all others (htb_classify).
  public static func tree(_ direction: Direction) -> TrafficHandle {
    TrafficHandle(direction == .up ? 0xED0 : 0xED1)
  }

  /// Whether the name is one that only we give to a tree and to the classes in it.
  public var isOurTree: Bool {
    Direction.allCases.contains { TrafficHandle.tree($0).major == major }
  }
}
