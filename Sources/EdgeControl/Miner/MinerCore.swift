public import EdgeTypes

/// What the workers should do now.
public struct MinerPlan: Equatable, Sendable {
  /// Nil when nobody has said what to mine.
  public var work: PoolWork?
  /// Zero pauses.
  public var threads: Int
  public var obstacle: MinerObstacle
  /// The queue holds enough: `threads` is zero for that reason alone.
  public var isWaiting: Bool

  /// Nothing said yet.
  public static let idle = MinerPlan(
    work: nil, threads: 0, obstacle: .noPool, isWaiting: false)
}

/// Every decision of the miner process: orders and answers in, effects and a plan out.
///
/// The first pool of the orders decides what is mined. When it has been disabled or backing off for
/// a minute, or its tip is stale, the next one that works decides until the first is well again;
/// when none works, what was last said stays in force until its tip is stale.
public struct MinerCore {
  static let failoverAfter = Interval.seconds(60)
  static let staleAfter = Interval.seconds(600)
  /// How long workers may still deliver for a block that was replaced at its height.
  static let lateResults = Interval.milliseconds(300)

  private(set) var orders = MinerOrders()
  var pools: [PoolClient] = []
  /// Pool URLs of the orders that cannot be used at all.
  private var unusable: [PoolReport] = []
  /// The last counts of pools that left the orders; a pool that returns goes on from them.
  private var retired: [PoolReport] = []
  private var retiredToReport = 0
  private var context: PoolContext
  private var budget = UploadBudget()
  private var backlog = LineBacklog()
  /// The newest work for each parent height, at most eight.
  private var works: [PoolWork] = []
  private var replaced: (height: UInt32, until: Instant)?
  private var isEnding = false

  /// - Parameter seed: random, from the kernel; spreads retries and names the sessions.
  public init(seed: UInt64) { context = PoolContext(seed: seed) }

  /// What the caller must do next; asked after every call that changes something.
  public mutating func takeEffects() -> [PoolEffect] { context.take() }

  /// Applies the difference: pools that stay keep their state, their queue and their counts.
  public mutating func apply(_ new: MinerOrders, at now: Instant) {
    let wasUp = isOnline
    orders = new
    budget.limit = new.uploadLimit
    var kept: [PoolClient] = []
    unusable = []
    for text in new.pools.prefix(MinerMessage.maximumPools) {
      guard let url = HTTPURL(text, .pool), !url.isSecure else {
        unusable.append(Self.unusable(text))
        continue
      }
      guard !kept.contains(where: { $0.url == url }) else { continue }
      var pool = pools.first { $0.url == url } ?? newPool(url, at: now)
      pool.paymentAddress = new.paymentAddress
      kept.append(pool)
    }
    for index in pools.indices where !kept.contains(where: { $0.url == pools[index].url }) {
      pools[index].finish(&context)
      retire(pools[index].report)
    }
    pools = kept
    if isOnline && !wasUp {
      for index in pools.indices { pools[index].networkReturned(at: now) }
    }
    tick(at: now)
  }

  /// Lets time pass; call it at least ten times a second.
  public mutating func tick(at now: Instant) {
    guard isOnline, !isEnding else { return }
    for index in pools.indices { pools[index].tick(at: now, &context) }
    pump(at: now)
  }

  public mutating func fetched(_ id: RequestID, _ outcome: FetchOutcome, at now: Instant) {
    for index in pools.indices {
      if pools[index].fetched(id, outcome, at: now, &context) { break }
    }
    tick(at: now)
  }

  public mutating func uploaded(_ id: RequestID, _ outcome: UploadOutcome, at now: Instant) {
    for index in pools.indices {
      if pools[index].uploaded(id, outcome, at: now, &context) { break }
    }
    tick(at: now)
  }

  /// Takes one finished announcement and offers it to every pool.
  ///
  /// - Parameter dedupHash: the first eight bytes of its BLAKE2b-256, little-endian.
  public mutating func offer(_ bytes: [UInt8], dedupHash: UInt64, at now: Instant) {
    var reader = ByteReader(bytes.dropFirst(12))
    guard let height = reader.readInteger(UInt32.self),
      let work = works.first(where: { $0.parentHeight == height }),
      let announcement = QueuedAnnouncement(
        bytes: bytes, dedupHash: dedupHash, parentHash: work.parentHash)
    else { return }
    if let replaced, replaced.height == height, now < replaced.until {
      for index in pools.indices { pools[index].counters.droppedStale &+= 1 }
      return
    }
    for index in pools.indices { pools[index].offer(announcement, at: now) }
  }

  /// Counts announcements that were found and then had no place even before the queues.
  public mutating func noteOverflow(_ count: UInt64) {
    for index in pools.indices { pools[index].counters.droppedOverflow &+= count }
  }

  /// What the workers should do; also notes what may be delivered later.
  public mutating func plan(at now: Instant) -> MinerPlan {
    guard let decider = decider(at: now), let work = pools[decider].work else {
      return .idle
    }
    remember(work, at: now)
    pump(at: now)
    var obstacle = MinerObstacle.none
    if !pools.contains(where: { $0.acceptsUploads }) { obstacle = .noPool }
    if isStale(pools[decider], at: now) { obstacle = .staleTip }
    let isReady = orders.hashing && isOnline && !isEnding && obstacle == .none
    let threads = isReady && !budget.isWaiting ? orders.threads : 0
    return MinerPlan(
      work: work, threads: max(0, threads), obstacle: obstacle,
      isWaiting: isReady && budget.isWaiting)
  }

  /// The end is near: nothing new is started, answers still count.
  public mutating func stopStarting() { isEnding = true }

  /// The end: whatever is unanswered is lost, whatever waits is dropped.
  public mutating func finish() {
    isEnding = true
    for index in pools.indices { pools[index].finish(&context) }
  }

  /// Uploads that have not been answered.
  public var uploadsInFlight: Int { pools.reduce(0) { $0 + $1.uploads.count } }

  /// What is known here of the report: pools, tip and queue.
  ///
  /// A pool that left the orders is in the next report, so that its last counts are known.
  public mutating func fill(_ report: inout MinerReport, at now: Instant) {
    report.pools = pools.map { $0.report } + unusable + retired.suffix(retiredToReport)
    retiredToReport = 0
    report.queuedBytes = pools.reduce(0) { $0 + UInt64($1.queue.count * QueuedAnnouncement.size) }
    guard let tip = decider(at: now).flatMap({ pools[$0].tip }) ?? pools.first?.tip else { return }
    report.tipHeight = UInt32(clamping: tip.height)
    report.tipAgeSeconds = UInt32(clamping: now.since(tip.since).wholeSeconds)
  }

  private mutating func newPool(_ url: HTTPURL, at now: Instant) -> PoolClient {
    var pool = PoolClient(url: url, paymentAddress: orders.paymentAddress, at: now, &context)
    if let known = retired.firstIndex(where: { $0.url == url.bytes }) {
      pool.counters = retired.remove(at: known)
      retiredToReport = min(retiredToReport, retired.count)
    }
    return pool
  }

  private mutating func retire(_ report: PoolReport) {
    var report = report
    (report.state, report.queued, report.inFlight, report.handlers) = (.disabled, 0, 0, 0)
    retired.append(report)
    if retired.count > MinerMessage.maximumPools { retired.removeFirst() }
    retiredToReport += 1
  }

  /// A limit of zero lets nothing pass.
  private var isOnline: Bool { orders.networkUp && orders.uploadLimit?.bytesPerSecond != 0 }

  private mutating func pump(at now: Instant) {
    let current = works.first
    let fed = pools.indices.filter { pools[$0].acceptsUploads }
    var queues: [(waiting: Int, target: Int, handlers: Int)] = []
    backlog.drain(at: now, limit: budget.limit)
    // The fullest queue first: the line is one for all.
    for index in fed.ordered(by: { pools[$0].queue.count > pools[$1].queue.count }) {
      if isOnline, !isEnding { upload(from: index, pools: fed.count, at: now) }
      // A pool on another chain has an empty queue for ever: it must not keep the workers going.
      guard current.map({ pools[index].wants($0) }) ?? true else { continue }
      let target = budget.queueTarget(
        pools: fed.count, speed: pools[index].uploadSpeed.perSecond)
      queues.append((pools[index].queue.count, target, pools[index].handlers.count))
    }
    budget.update(queues)
  }

  /// Uploads that a pool may have under way: one that ends early must not leave the line idle, and
  /// what waits in the line for long is lost at the end.
  private var places: Int {
    guard budget.limit != nil else { return PoolClient.unlimitedUploads }
    return backlog.isLow(limit: budget.limit) ? PoolClient.mostUploads : 1
  }

  private mutating func upload(from index: Int, pools count: Int, at now: Instant) {
    let size = budget.batchSize(pools: count, speed: pools[index].uploadSpeed.perSecond)
    let deadline = budget.deadline(pools: count)
    while true {
      let sent = pools[index].pump(
        size: size, places: places, deadline: deadline, at: now, &context)
      guard sent > 0 else { return }
      backlog.add(announcements: sent)
    }
  }

  private func decider(at now: Instant) -> Int? {
    let candidates = pools.indices.filter { pools[$0].work != nil }
    return candidates.first {
      !isStale(pools[$0], at: now)
        && pools[$0].troubleSince.map { now.since($0) <= Self.failoverAfter } ?? true
    } ?? candidates.first { !isStale(pools[$0], at: now) } ?? candidates.first
  }

  private func isStale(_ pool: PoolClient, at now: Instant) -> Bool {
    pool.tip.map { now.since($0.since) >= Self.staleAfter } ?? true
  }

  private mutating func remember(_ work: PoolWork, at now: Instant) {
    guard works.first != work else { return }
    if let old = works.first(where: { $0.parentHeight == work.parentHeight }),
      old.parentHash != work.parentHash
    {
      replaced = (height: work.parentHeight, until: now.advanced(by: Self.lateResults))
    }
    works.removeAll { $0.parentHeight == work.parentHeight }
    works.insert(work, at: 0)
    if works.count > 8 { works.removeLast() }
  }

  private static func unusable(_ url: [UInt8]) -> PoolReport {
    var report = PoolReport()
    (report.url, report.state) = (
      Printable.text(url, limit: HTTPURLRules.pool.maximumBytes), .disabled
    )
    report.lastError = Text("expected an http URL; https is not supported yet").bytes
    return report
  }
}
