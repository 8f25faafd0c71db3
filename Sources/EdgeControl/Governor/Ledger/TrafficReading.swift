public import EdgeTypes

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

/// The owner's, the guests' and the miner's class in one direction.
public struct ClassReadings: Equatable, Sendable {
  public var owner = ClassReading()
  public var guest = ClassReading()
  public var miner = ClassReading()
  public init() {}

  /// From what the kernel says of the classes of one interface: 0x10 owner, 0x30 miner, 0x20 the
  /// guests' sum; drops and queues of guests are those of 0x21 and of the leases from 0x100 on.
  ///
  /// Nil unless all three classes are there: a tree that is not ours, or half made.
  public init?(_ counters: [TrafficCounters]) {
    var found: (owner: Bool, guest: Bool, miner: Bool) = (false, false, false)
    for counter in counters {
      switch counter.handle.minor {
      case 0x10: (owner, found.owner) = (ClassReading(counter), true)
      case 0x30: (miner, found.miner) = (ClassReading(counter), true)
      case 0x20: (guest.bytes, guest.packets, found.guest) = (counter.bytes, counter.packets, true)
      case 0x21, 0x100...:
        guest.drops &+= counter.drops
        guest.backlog &+= counter.backlog
      default: break
      }
    }
    guard found.owner, found.guest, found.miner else { return nil }
  }

  var sum: ClassReading {
    var sum = owner
    for one in [guest, miner] {
      sum.bytes &+= one.bytes
      sum.packets &+= one.packets
      sum.drops &+= one.drops
      sum.backlog &+= one.backlog
    }
    return sum
  }
}

extension ClassReading {
  fileprivate init(_ counters: TrafficCounters) {
    (bytes, packets) = (counters.bytes, counters.packets)
    (drops, backlog) = (counters.drops, counters.backlog)
  }
}

/// Everything that counts bytes on the WAN, read in one go; nil = cannot be read now.
public struct TrafficReading: Equatable, Sendable {
  /// Tells one start of the kernel from another: after it all counters are new.
  public var boot: UInt64
  /// The interface's own counters (IFLA_STATS64).
  public var sent: UInt64?
  public var received: UInt64?
  public var up: ClassReadings?
  public var down: ClassReadings?
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
    switch meter {
    case .lineUp: sent
    case .lineDown: received
    case .ownerUp: up?.owner.bytes
    case .ownerDown: down?.owner.bytes
    case .guestUp: up?.guest.bytes
    case .guestDown: down?.guest.bytes
    case .minerUp: up?.miner.bytes
    case .minerDown: down?.miner.bytes
    case .countedGuestUp: counts?.guestUp
    case .countedGuestDown: counts?.guestDown
    case .countedMinerUp: countsMiner ? counts?.minerUp : nil
    case .countedMinerDown: countsMiner ? counts?.minerDown : nil
    }
  }
}

/// The counters that the ledger follows; the order is the order in the journal.
enum Meter: Int, CaseIterable {
  case lineUp, lineDown
  case ownerUp, ownerDown, guestUp, guestDown, minerUp, minerDown
  case countedGuestUp, countedGuestDown, countedMinerUp, countedMinerDown

  /// Ours begin at zero when we make them; the interface was there before us.
  var isOurs: Bool { self != .lineUp && self != .lineDown }
  /// Packet rules know no device and outlive a change of it.
  var isRule: Bool { rawValue >= Meter.countedGuestUp.rawValue }
}
