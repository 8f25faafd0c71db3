public import EdgeConfig
public import EdgeTypes

/// Everything that the service says about itself: the one source of the status socket, of
/// `edgepoint status`, of the metrics and of the LEDs.
public struct StatusDocument: Equatable, Sendable {
  public var version = Text(edgePointVersion).bytes
  public var uptimeSeconds: UInt64 = 0
  public var config = ConfigStatus()
  public var wan = WANStatus()
  public var system = SystemStatus()
  public var storage = StorageStatus()
  public var traffic = TrafficStatus()
  public var caps = CapsStatus()
  public var miner = MinerStatus()
  public init() {}
}

public struct ConfigStatus: Equatable, Sendable {
  public var file: [UInt8] = []
  public var verdict = ConfigVerdict.valid
  /// One line each: file, line, column, what is wrong and what was expected.
  public var problems: [[UInt8]] = []
  public init() {}
}

public struct WANStatus: Equatable, Sendable {
  /// Nil: none is configured, the line is taken as up.
  public var device: [UInt8]?
  public var up = true
  public var metered = false
  public init() {}
}

public struct SystemStatus: Equatable, Sendable {
  /// The hottest sensor, thousandths of a degree Celsius; nil = no sensor answers.
  public var milliCelsius: Int?
  public var availableBytes: UInt64?
  public var processors = 1
  public init() {}
}

public struct StorageStatus: Equatable, Sendable {
  public var directory: [UInt8] = []
  /// False: the journal cannot be written, counts live in RAM only.
  public var writable = true
  /// What happened to the journal, for people; empty if nothing did.
  public var note: [UInt8] = []
  public init() {}
}

public struct MinerStatus: Equatable, Sendable {
  public var enabled = false
  public var reason: PauseReason?
  public var activity = MinerActivity.idle
  public var threads = 0
  public var hashesPerSecond: UInt64 = 0
  public var tipHeight: UInt32 = 0
  public var tipAgeSeconds: UInt32 = 0
  public var queuedBytes: UInt64 = 0
  public var uploadLimit: BitRate?
  /// Mean of the last ten seconds on the wire.
  public var uploadRate = BitRate(bitsPerSecond: 0)
  public var residentBytes: UInt64 = 0
  public var processID: Int32?
  public var restarts: UInt64 = 0
  /// How the last miner ended that was not asked to; empty if none did.
  public var lastEnd: [UInt8] = []
  /// Totals since the journal began, the running miner included.
  public var totals = MinerCounters()
  /// The configured pools in the order of the config.
  public var pools: [PoolStatus] = []
  public init() {}
}

public struct PoolStatus: Equatable, Sendable {
  public var state = PoolState.connecting
  public var height: UInt32 = 0
  public var handlers = 0
  /// Waiting to be sent, announcements.
  public var queued: UInt64 = 0
  /// In an upload that has not been answered, announcements.
  public var inFlight: UInt64 = 0
  public var lastError: [UInt8] = []
  /// Totals since the journal began.
  public var counters: PoolCounters
  public init(url: [UInt8]) { counters = PoolCounters(url: url) }

  /// Of a hundred announcements that were offered, how many the pool accepted, rounded down.
  ///
  /// A pool that cannot be reached is 0 % good, not 100 %; nil as long as nothing is known.
  public var goodPercent: Int? {
    let sent = counters.sent
    guard sent > 0 else { return state == .backingOff || state == .disabled ? 0 : nil }
    let (product, overflow) = counters.accepted.multipliedReportingOverflow(by: 100)
    return Int(clamping: overflow ? counters.accepted / (sent / 100) : product / sent)
  }
}

extension MinerStatus {
  /// Fills in what the config, the decision, the books and the last report say.
  public mutating func update(
    _ config: MinerConfig, _ decision: MinerDecision, _ books: MinerTotals
  ) {
    enabled = config.enabled
    reason = decision.reason
    uploadLimit = config.uploadLimit
    totals = books.totals
    let report = books.report ?? MinerReport()
    (activity, threads) = (report.activity, report.threads)
    hashesPerSecond = report.hashesPerSecond
    (tipHeight, tipAgeSeconds) = (report.tipHeight, report.tipAgeSeconds)
    (queuedBytes, residentBytes) = (report.queuedBytes, report.residentBytes)
    pools = config.pools.map { url in
      var pool = PoolStatus(url: url)
      if let now = report.pools.first(where: { $0.url == url }) {
        (pool.state, pool.height, pool.handlers) = (now.state, now.height, now.handlers)
        (pool.queued, pool.inFlight, pool.lastError) = (now.queued, now.inFlight, now.lastError)
      }
      pool.counters = totals.pool(url)
      return pool
    }
  }
}
