public import EdgeTypes

/// How fast one pool takes announcements, learnt from answered uploads.
struct UploadSpeed: Equatable, Sendable {
  /// Announcements a second; nil until something was answered.
  private(set) var perSecond: UInt64?

  mutating func add(announcements: Int, in time: Interval) {
    let micros = max(time.microseconds, 1000)
    let seen = UInt64(max(0, announcements)) * 1_000_000 / micros
    perSecond = perSecond.map { ($0 * 3 + seen) / 4 } ?? seen
  }
}

/// What was handed to the line and at the limit cannot have left it yet.
///
/// While a handler checks a batch its connection is silent; when the other one is silent too, the
/// line idles. So the number of uploads follows what is left to send.
struct LineBacklog: Equatable, Sendable {
  private var bytes: UInt64 = 0
  private var last = Instant.zero

  mutating func drain(at now: Instant, limit: BitRate?) {
    let left = limit?.bytes(in: now.since(last)) ?? .max
    bytes = bytes > left ? bytes - left : 0
    last = now
  }

  mutating func add(announcements: Int) {
    bytes &+= UInt64(max(0, announcements)) &* UploadBudget.wireBytes
  }

  /// Whether less than a second's worth is left of what was handed over.
  func isLow(limit: BitRate?) -> Bool { limit.map { bytes < $0.bytesPerSecond } ?? false }
}

/// Decides how much goes into a batch and whether hashing is worth it.
///
/// Hashing what cannot be sent is waste, and so is an idle line: the queue is kept between one and
/// three seconds of what the line can carry.
public struct UploadBudget: Sendable {
  /// What an announcement costs on the wire: 1,024 bytes in segments of 1,448 that carry 66 bytes of
  /// Ethernet, IPv4 and TCP headers, and its share of the request's header.
  static let wireBytes: UInt64 = 1090
  /// The middle of the queue target.
  private static let queueSeconds: UInt64 = 2
  /// More would not fit the miner's memory.
  private static let largestQueue = 384
  /// The protocol allows 1,024 (packetcrypt.md 14.6); several smaller ones keep the line as busy.
  private static let largestBatch = 128
  /// A batch until the speed is known.
  private static let firstBatch = 64
  /// A batch however slow answers are, so that a slow server is not asked for crumbs.
  private static let smallestUnlimited: UInt64 = 32

  public var limit: BitRate?
  public private(set) var isWaiting = false
  public init() {}

  /// Announcements that one of `pools` pools can take in two seconds.
  func queueTarget(pools: Int, speed: UInt64?) -> Int {
    guard let rate = rate(pools: pools, speed: speed) else { return Self.firstBatch }
    let least = limit == nil ? Self.smallestUnlimited : 1
    return Int(clamping: min(max(rate * Self.queueSeconds, least), UInt64(Self.largestQueue)))
  }

  /// Announcements in a batch: at a limit half the queue target, so that it takes about a second of the pool's
  /// share of the line; what is on its way at the end of the process is lost.
  func batchSize(pools: Int, speed: UInt64?) -> Int {
    let target = queueTarget(pools: pools, speed: speed)
    return min(limit == nil ? target : (target + 1) / 2, Self.largestBatch)
  }

  /// How long an upload may take: 30 s, and four times what its bytes need at the limit when every
  /// pool sends as much.
  func deadline(pools: Int) -> Interval {
    guard let limit, limit.bytesPerSecond > 0 else { return .seconds(30) }
    let uploads = UInt64(max(1, pools) * PoolClient.mostUploads)
    let bytes = UInt64(batchSize(pools: pools, speed: nil)) * Self.wireBytes * uploads
    return .seconds(30 + min(600, 4 * bytes / limit.bytesPerSecond))
  }

  /// Decides anew whether the workers should wait, by each fed pool's queue.
  ///
  /// They wait while *every* pool has enough, so that a slow pool does not hold up the others.
  mutating func update(_ queues: [(waiting: Int, target: Int, handlers: Int)]) {
    guard !queues.isEmpty else {
      isWaiting = true
      return
    }
    let isFull = queues.allSatisfy { $0.waiting >= Self.high($0.target, $0.handlers) }
    let isLow = queues.contains { $0.waiting <= Self.low($0.target, $0.handlers) }
    if isFull { isWaiting = true }
    if isLow { isWaiting = false }
  }

  private static func high(_ target: Int, _ handlers: Int) -> Int {
    max(target + target / 2, 2 * handlers, 2)
  }
  private static func low(_ target: Int, _ handlers: Int) -> Int { high(target, handlers) / 3 }

  /// Announcements a second for one pool.
  private func rate(pools: Int, speed: UInt64?) -> UInt64? {
    guard let limit else { return speed }
    return limit.bytesPerSecond / Self.wireBytes / UInt64(max(1, pools))
  }
}
