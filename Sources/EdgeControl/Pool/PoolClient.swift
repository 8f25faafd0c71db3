internal import EdgeConfig
public import EdgeTypes

/// Everything we know of one pool and do with it: polling, block discovery, queue, uploads, counts.
///
/// A state machine without sockets: `now` comes in, effects go into the context. A pool that fails
/// is retried with back-off; one that talks nonsense or takes less than half of our work is
/// disabled by a circuit breaker with the reason shown, and probed again later.
public struct PoolClient {
  /// Bad answers in a row that disable a pool.
  static let protocolErrorLimit = 3
  /// A jump of the chain by more blocks is nonsense, until the breaker has forgotten the old tip.
  static let longestJump: Int32 = 1000

  let url: HTTPURL
  let rule: DestinationRule
  let sessionID: [UInt8]
  var paymentAddress: [UInt8]

  var polling: Polling
  var config: PoolConfig?
  var chain = BlockChain()
  var discovery: BlockDiscovery?
  var work: PoolWork?
  /// Opens when the block information is nonsense.
  var blockInfoBreaker = Breaker(threshold: Self.protocolErrorLimit)
  var tip: PoolTip?
  /// Since when the pool has not been working.
  var troubleSince: Instant?

  var handlers: [PoolHandler] = []
  /// What each index of the pool's list stands for.
  var route: [HandlerRoute] = []
  var queue = UploadQueue()
  var uploads: [UploadInFlight] = []
  /// Opens when handlers talk nonsense or refuse too much.
  var uploadBreaker = Breaker(threshold: Self.protocolErrorLimit)
  var acceptance = AcceptWindow()
  var counters = PoolReport()
  var uploadSpeed = UploadSpeed()
  /// Why a breaker opened; later errors must not hide it.
  var disabledBecause: [UInt8] = []
  private var lastState = PoolState.connecting

  public init(
    url: HTTPURL, paymentAddress: [UInt8], at now: Instant, _ context: inout PoolContext
  ) {
    (self.url, self.paymentAddress) = (url, paymentAddress)
    rule = DestinationRule(master: url)
    sessionID = Self.sessionID(&context.jitter)
    polling = Polling(nextPoll: now)
    counters.url = url.bytes
  }

  /// Lets time pass: polls, retries, forgets what is too old. Uploads are started by `pump`.
  mutating func tick(at now: Instant, _ context: inout PoolContext) {
    polling.breaker.tick(at: now)
    uploadBreaker.tick(at: now)
    blockInfoBreaker.tick(at: now)
    startPoll(at: now, &context)
    continueDiscovery(at: now, &context)
    noteState(at: now, &context)
  }

  /// The line is back: whatever waited for a retry may go now.
  mutating func networkReturned(at now: Instant) {
    polling.backoff.reset()
    polling.nextPoll = now
    discovery?.nextTry = now
    for index in handlers.indices { handlers[index].restart(at: now) }
  }

  var state: PoolState {
    let isTrusted = polling.breaker.isClosed && uploadBreaker.isClosed && blockInfoBreaker.isClosed
    if !isTrusted || config?.obstacle != nil { return .disabled }
    let isSilent = !handlers.isEmpty && handlers.allSatisfy { $0.backoff.failures > 0 }
    let isBlind = (discovery?.backoff.failures ?? 0) > 0
    if polling.backoff.failures > 0 || isSilent || isBlind { return .backingOff }
    return work == nil ? .connecting : .working
  }

  /// The counts and the state for the supervisor.
  var report: PoolReport {
    var report = counters
    report.state = state
    if report.state == .disabled, !disabledBecause.isEmpty { report.lastError = disabledBecause }
    report.height = config.map { UInt32(clamping: $0.currentHeight - 1) } ?? 0
    report.handlers = handlers.count
    report.queued = UInt64(queue.count)
    report.inFlight = uploads.reduce(0) { $0 + UInt64($1.announcements.count) }
    return report
  }

  /// The end, or the pool left the configuration: what is unanswered is lost, what waits is dropped.
  mutating func finish(_ context: inout PoolContext) {
    context.cancel(polling.request)
    context.cancel(discovery?.request)
    for upload in uploads {
      context.cancel(upload.id)
      counters.lost &+= UInt64(upload.announcements.count)
    }
    counters.droppedShutdown &+= queue.drop { _ in true }
    uploads = []
    (polling.request, discovery) = (nil, nil)
  }

  mutating func noteError(_ text: Text) { counters.lastError = Printable.text(text.bytes) }
  /// The first reason stays until the pool is well again: a failed probe says less.
  mutating func noteDisabled() {
    if disabledBecause.isEmpty { disabledBecause = counters.lastError }
  }

  private mutating func noteState(at now: Instant, _ context: inout PoolContext) {
    let state = state
    switch state {
    case .connecting, .working:
      troubleSince = nil
      disabledBecause = []
    case .backingOff, .disabled: troubleSince = troubleSince ?? now
    }
    guard state != lastState else { return }
    lastState = state
    switch state {
    case .connecting: context.log(.info, "pool: connecting url=\(url.bytes)")
    case .working: context.log(.info, "pool: working url=\(url.bytes)")
    case .backingOff:
      context.log(.warning, "pool: backing off url=\(url.bytes) reason=\(counters.lastError)")
    case .disabled:
      context.log(.warning, "pool: disabled url=\(url.bytes) reason=\(report.lastError)")
    }
  }

  /// A version 4 UUID without dashes (packetcrypt.md 14.1).
  private static func sessionID(_ jitter: inout Jitter) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<2 {
      let word = jitter.next()
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    return Hex.encode(bytes)
  }
}

/// The newest block by the pool's word, and when it was first named.
struct PoolTip {
  let height: Int32
  let hash: [UInt8]
  let since: Instant
}

/// The polling of `config.json`.
struct Polling {
  var nextPoll: Instant
  var request: RequestID?
  var redirects = Redirects()
  var etag: [UInt8]?
  var backoff = Backoff()
  var breaker = Breaker(threshold: PoolClient.protocolErrorLimit)
}
