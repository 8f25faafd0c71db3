public import EdgeConfig
public import EdgeTypes

/// What the supervisor tells the miner process; sent whole whenever anything in it changes.
public struct MinerOrders: Equatable, Sendable {
  /// False: stop hashing within 100 ms, keep the table, the queues and the connections.
  public var hashing = false
  /// False: the line is down; start no connection.
  public var networkUp = true
  public var threads = 1
  public var paymentAddress: [UInt8] = []
  /// Nil: not limited.
  public var uploadLimit: BitRate?
  /// Master URLs; the first is primary.
  public var pools: [[UInt8]] = []
  /// Addresses of name servers as text, read by the supervisor: the miner opens no file.
  public var nameServers: [[UInt8]] = []
  /// What the miner process logs.
  public var logLevel = LogLevel.info
  public init() {}
}

/// What the workers do now.
public enum MinerActivity: UInt8, Sendable {
  /// Nothing to mine yet, or ordered to pause.
  case idle
  case buildingTable
  case hashing
  /// The upload queue holds enough; hashing more would be waste.
  case waitingForUpload
}

/// Why the miner itself has nothing to hash; the supervisor knows its own reasons.
public enum MinerObstacle: UInt8, Sendable {
  case none
  /// No pool has said what to mine.
  case noPool
  /// The chain's tip has not moved for ten minutes.
  case staleTip
}

/// What the miner process tells the supervisor, once a second and at its end.
public struct MinerReport: Equatable, Sendable {
  public var activity = MinerActivity.idle
  public var obstacle = MinerObstacle.none
  public var threads = 0
  /// Since the miner process started.
  public var hashes: UInt64 = 0
  public var hashesPerSecond: UInt64 = 0
  public var announcementsFound: UInt64 = 0
  public var tipHeight: UInt32 = 0
  /// Seconds since the tip last moved.
  public var tipAgeSeconds: UInt32 = 0
  public var queuedBytes: UInt64 = 0
  /// Bytes on the wire since the process started, headers of every layer included.
  public var wireBytesSent: UInt64 = 0
  public var wireBytesReceived: UInt64 = 0
  public var cpuMicroseconds: UInt64 = 0
  public var residentBytes: UInt64 = 0
  public var pools: [PoolReport] = []
  public init() {}
}

public enum PoolState: UInt8, Sendable {
  /// Not heard from yet.
  case connecting
  case working
  /// Failing; the next attempt waits.
  case backingOff
  /// It talks nonsense or refuses nearly everything; tried again only by the circuit breaker.
  case disabled
}

/// Announcements by what became of them at one pool, since the miner process started.
public struct PoolReport: Equatable, Sendable {
  public var url: [UInt8] = []
  public var state = PoolState.connecting
  public var height: UInt32 = 0
  public var handlers = 0
  public var accepted: UInt64 = 0
  public var rejected: UInt64 = 0
  public var overloaded: UInt64 = 0
  public var lost: UInt64 = 0
  /// Never sent, because the parent block was too old or replaced when the announcement was found.
  public var droppedStale: UInt64 = 0
  /// Never sent, because the queue held 4 MiB.
  public var droppedOverflow: UInt64 = 0
  /// Never sent, because the parent block became too old or was replaced in the queue.
  public var droppedAged: UInt64 = 0
  /// Never sent, because the pool is stopped, names no handler or mines something else.
  public var droppedNoHandler: UInt64 = 0
  /// Still waiting when the process ended or the pool left the configuration.
  public var droppedShutdown: UInt64 = 0
  /// Waiting to be sent, announcements.
  public var queued: UInt64 = 0
  /// In an upload that has not been answered, announcements.
  public var inFlight: UInt64 = 0
  public var bytesSent: UInt64 = 0
  /// The last thing that went wrong, at most 200 bytes, printable; empty if nothing did.
  public var lastError: [UInt8] = []
  public init() {}
}
