public import EdgeTypes
public import NetModel

/// What one class has sent, and what waits or was dropped before it.
public struct ClassReading: Equatable, Sendable {
  /// Frames as the queue counts them, link headers included.
  public var bytes: UInt64 = 0
  public var packets: UInt64 = 0
  public var drops: UInt64 = 0
  /// Waiting now, bytes.
  public var backlog: UInt64 = 0
  public init() {}
}

/// All classes in one direction.
public typealias ClassReadings = PerClass<ClassReading>

extension PerClass where Value == ClassReading {
  /// Nothing was sent yet.
  public init() { self.init(repeating: ClassReading()) }

  /// From what the kernel says of the classes of one interface. Where a class has others below it,
  /// such as leases, it knows their bytes, and they know their drops and queues.
  ///
  /// Nil unless all classes are there: a tree that is not ours, or half made.
  public init?(_ counters: [TrafficCounters]) {
    self.init()
    var missing = TrafficClass.allCases
    for counter in counters {
      let id = ClassID(counter.handle.minor)
      for one in TrafficClass.allCases {
        let isWhole = id == ClassID(of: one)
        if isWhole {
          (self[one].bytes, self[one].packets) = (counter.bytes, counter.packets)
          missing.removeAll { $0 == one }
        }
        if id == ClassID(leafOf: one) || one == .guest && id.isLease {
          self[one].drops &+= counter.drops
          self[one].backlog &+= counter.backlog
        }
      }
    }
    guard missing.isEmpty else { return nil }
  }

  var sum: ClassReading {
    TrafficClass.allCases.reduce(into: ClassReading()) { sum, one in
      sum.bytes &+= self[one].bytes
      sum.packets &+= self[one].packets
      sum.drops &+= self[one].drops
      sum.backlog &+= self[one].backlog
    }
  }
}

/// Everything that counts bytes on the WAN, read in one go; nil = cannot be read now.
public struct TrafficReading: Equatable, Sendable {
  /// Tells one start of the kernel from another: after it all counters are new.
  public var boot: UInt64
  /// The interface's own counters (IFLA_STATS64).
  public var sent: UInt64?
  public var received: UInt64?
  /// What the queues counted.
  public var queues = PerDirection<ClassReadings?>(repeating: nil)
  /// What our packet rules counted, network headers included and link headers not.
  public var counts: PacketCounts?
  /// Whether the rules can tell the miner's packets; if not, the miner's own word is taken.
  public var countsMiner = true
  /// Whether arriving packets are known by their connection, so that the queues of the download
  /// hold what the rules count.
  public var sortsDownloads = true
  /// Bytes that the link puts before every packet and the queues count: 14 on Ethernet, 0 on PPP.
  public var linkHeader: UInt64 = 14
  /// Whether segments of one TCP stream may pass as one packet (GRO, GSO): queues count their
  /// headers one by one, interfaces and rules once.
  public var mergesSegments = true
  public init(boot: UInt64) { self.boot = boot }

  func value(of meter: Meter) -> UInt64? {
    let direction = meter.direction
    return switch meter.source {
    case .line: direction == .up ? sent : received
    case .queue(let one): queues[direction]?[one].bytes
    case .rule(.miner) where !countsMiner: nil
    case .rule(let one): counts?[one][direction]
    }
  }
}
