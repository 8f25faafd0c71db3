/// What became of the announcements for one pool, since the journal began.
public struct PoolCounters: Equatable, Sendable {
  public var url: [UInt8]
  public var accepted: UInt64 = 0
  public var rejected: UInt64 = 0
  public var overloaded: UInt64 = 0
  public var lost: UInt64 = 0
  public var droppedStale: UInt64 = 0
  public var droppedOverflow: UInt64 = 0
  public var droppedAged: UInt64 = 0
  public var droppedNoHandler: UInt64 = 0
  /// Still waiting when the miner ended or the pool left the config.
  public var droppedAtEnd: UInt64 = 0
  public var bytesSent: UInt64 = 0
  public init(url: [UInt8]) { self.url = url }

  /// Offered to a handler, whatever it said.
  public var sent: UInt64 { accepted &+ rejected &+ overloaded &+ lost }
  /// Found and never offered to a handler.
  public var unsent: UInt64 {
    droppedStale &+ droppedOverflow &+ droppedAged &+ droppedNoHandler &+ droppedAtEnd
  }

  mutating func add(_ report: PoolReport) {
    accepted &+= report.accepted
    rejected &+= report.rejected
    overloaded &+= report.overloaded
    lost &+= report.lost
    droppedStale &+= report.droppedStale
    droppedOverflow &+= report.droppedOverflow
    droppedAged &+= report.droppedAged
    droppedNoHandler &+= report.droppedNoHandler
    droppedAtEnd &+= report.droppedShutdown
    bytesSent &+= report.bytesSent
  }
}

/// The totals that outlive miners and the service.
public struct MinerCounters: Equatable, Sendable {
  /// More pools than a config can sensibly name; the oldest unused ones go first.
  static let mostPools = 32

  public var hashes: UInt64 = 0
  public var announcementsFound: UInt64 = 0
  public var wireBytesSent: UInt64 = 0
  public var wireBytesReceived: UInt64 = 0
  public var cpuMicroseconds: UInt64 = 0
  public var pools: [PoolCounters] = []
  public init() {}

  public func pool(_ url: [UInt8]) -> PoolCounters {
    pools.first { $0.url == url } ?? PoolCounters(url: url)
  }

  /// These totals and what a running miner reports on top of them.
  public func adding(_ report: MinerReport) -> MinerCounters {
    var sum = self
    sum.hashes &+= report.hashes
    sum.announcementsFound &+= report.announcementsFound
    sum.wireBytesSent &+= report.wireBytesSent
    sum.wireBytesReceived &+= report.wireBytesReceived
    sum.cpuMicroseconds &+= report.cpuMicroseconds
    for pool in report.pools { sum.change(pool.url) { $0.add(pool) } }
    return sum
  }

  /// Takes over the last report of a miner that ended.
  ///
  /// What it still held is counted too, so that found = sent + unsent stays true: an upload
  /// without an answer is lost, a queue is dropped.
  public mutating func merge(last report: MinerReport) {
    self = adding(report)
    for pool in report.pools where pool.queued > 0 || pool.inFlight > 0 {
      change(pool.url) {
        $0.lost &+= pool.inFlight
        $0.droppedAtEnd &+= pool.queued
      }
    }
  }

  /// Moves the pool to the end of the list, the place of the most recently used.
  private mutating func change(_ url: [UInt8], _ body: (inout PoolCounters) -> Void) {
    var entry = pool(url)
    body(&entry)
    pools.removeAll { $0.url == url }
    pools.append(entry)
    if pools.count > Self.mostPools { pools.removeFirst(pools.count - Self.mostPools) }
  }
}
