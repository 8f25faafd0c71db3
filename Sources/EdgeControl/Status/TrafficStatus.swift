public import EdgeConfig
public import EdgeTypes

/// Where traffic control stands.
public enum TrafficState: UInt8, Equatable, Sendable {
  /// The config names no WAN device or no rate: nothing is shaped.
  case off
  /// The WAN device does not exist yet.
  case waiting
  /// The kernel has what is wanted, read back.
  case shaping
  /// Another program shapes the WAN; its queues are left alone.
  case conflict
  /// The kernel refuses, or lacks what is needed.
  case failed

  /// What stands in the status for people.
  public var text: StaticString {
    switch self {
    case .off: "not shaped"
    case .waiting: "waits for the WAN device"
    case .shaping: "shaped"
    case .conflict: "left to another program"
    case .failed: "cannot be shaped as wanted"
    }
  }
}

/// What the governor does with the line.
public struct TrafficStatus: Equatable, Sendable {
  public var state = TrafficState.off
  /// What each direction is shaped to; nil = that direction is not shaped.
  public var upload: BitRate?
  public var download: BitRate?
  /// What is lost on this kernel and why, which queues were chosen, who else shapes the line.
  public var notes: [[UInt8]] = []
  /// Changes that were sent to the kernel since the service started.
  public var changes: UInt64 = 0
  /// The owner's, the guests' and the miner's class; empty while nothing is shaped.
  public var classes: [ClassStatus] = []
  /// To the gateway and back: now, and while the line is at rest; nil = not measured.
  public var roundTrip: Interval?
  public var roundTripAtRest: Interval?
  public init() {}
}

/// What one class does on the line.
public struct ClassStatus: Equatable, Sendable {
  public var trafficClass: TrafficClass
  public var up = ClassFlow()
  public var down = ClassFlow()
  public init(_ trafficClass: TrafficClass) { self.trafficClass = trafficClass }
}

/// One direction of a class since its queues were made.
public struct ClassFlow: Equatable, Sendable {
  /// Frames with their link headers.
  public var bytes: UInt64 = 0
  /// Packets that found the queue full.
  public var drops: UInt64 = 0
  /// Mean of the last ten seconds.
  public var rate = BitRate(bitsPerSecond: 0)
  public init() {}
}
