internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import PacketCryptLite

/// Connects the miner's decider with its workers, its sockets and its supervisor.
///
/// Everything here runs on one loop and returns at once; only the workers compute.
final class MinerProcess {
  /// Orders take effect, queues move and stopped workers are noticed within this time.
  private static let step = Interval.milliseconds(50)
  /// Reports come once a second, and earlier after so many bytes on the wire: caps must hold
  /// however fast the line is.
  private static let reportEvery: UInt64 = 128 << 10
  /// What uploads get to be answered at the end; the supervisor waits 1.2 s.
  private static let grace = Interval.milliseconds(1000)

  private let loop: EventLoop
  private let traffic: PoolTraffic
  private let workers: Workers
  private let resident: ResidentMemory
  private let log: LogSink
  private var channel: SeqPacket?
  private var signals: [SignalWatch] = []
  private var timers: [Timer] = []
  private var core: MinerCore
  private var rate = HashRate()
  private var plan = MinerPlan.idle
  private var endsAt: Instant?
  /// Wire bytes of both directions as last reported.
  private var reportedBytes: UInt64 = 0

  init(channel: consuming FileDescriptor, _ resident: ResidentMemory) throws(LoopError) {
    loop = try EventLoop()
    log = LogSink()
    self.resident = resident
    var random = SystemRandomNumberGenerator()
    core = MinerCore(seed: random.next())
    traffic = PoolTraffic(on: loop)
    workers = try Workers(on: loop, minerID: UInt32(truncatingIfNeeded: random.next()))
    traffic.onFetched = { [self] in fetched($0, $1) }
    traffic.onUploaded = { [self] in uploaded($0, $1) }
    workers.onFound = { [self] in step() }
    self.channel = try SeqPacket(
      on: loop, taking: channel, limit: MinerMessage.maximumBytes,
      onMessage: { [self] in obey($0) },
      onClose: { [self] in end() })
    for signal in [Signal.terminate, .interrupt] {
      signals.append(
        try SignalWatch(on: loop, signal) { [self] in end() })
    }
    timers = [
      Timer(on: loop, every: Self.step) { [self] in step() },
      Timer(on: loop, every: .seconds(1)) { [self] in report() },
    ]
  }

  /// Serves until the supervisor says to end or is gone.
  func run() {
    loop.run()
    workers.stop()
  }

  private func obey(_ message: [UInt8]) {
    guard let orders = MinerOrders.decode(message) else {
      Log("miner", to: log).warning("orders that do not decode", ["bytes": "\(message.count)"])
      return
    }
    log.threshold = LogSeverity(rawValue: orders.logLevel.rawValue) ?? .info
    traffic.apply(orders)
    core.apply(orders, at: MonotonicClock.now())
    step()
  }

  private func fetched(_ id: RequestID, _ outcome: FetchOutcome) {
    core.fetched(id, outcome, at: MonotonicClock.now())
    step()
  }

  private func uploaded(_ id: RequestID, _ outcome: UploadOutcome) {
    core.uploaded(id, outcome, at: MonotonicClock.now())
    step()
  }

  /// Moves what the workers found into the queues, and the decider's wishes to whom they concern.
  private func step() {
    let now = MonotonicClock.now()
    core.noteOverflow(workers.takeDropped())
    for announcement in workers.take() {
      core.offer(announcement, dedupHash: dedupHash(of: announcement), at: now)
    }
    core.tick(at: now)
    plan = core.plan(at: now)
    workers.follow(plan)
    for effect in core.takeEffects() { perform(effect) }
    if wireBytes &- reportedBytes >= Self.reportEvery { report() }
    if let endsAt, core.uploadsInFlight == 0 || now >= endsAt { finish() }
  }

  private func perform(_ effect: PoolEffect) {
    switch effect {
    case .fetch(let id, let fetch): traffic.start(id, fetch)
    case .upload(let id, let upload): traffic.start(id, upload)
    case .cancel(let id): traffic.cancel(id)
    case .log(let level, let text):
      let log = Log("miner", to: log)
      switch level {
      case .err: log.error(text)
      case .warning: log.warning(text)
      case .notice: log.notice(text)
      case .info: log.info(text)
      case .debug: log.debug(text)
      }
    }
  }

  private var wireBytes: UInt64 { traffic.wireBytesSent &+ traffic.wireBytesReceived }

  private func report() {
    let now = MonotonicClock.now()
    reportedBytes = wireBytes
    var report = MinerReport()
    core.fill(&report, at: now)
    report.activity = plan.isWaiting ? .waitingForUpload : workers.activity
    report.obstacle = plan.obstacle
    report.threads = plan.threads
    report.hashes = workers.hashes
    report.hashesPerSecond = rate.update(hashes: report.hashes, at: now)
    report.announcementsFound = workers.found
    report.wireBytesSent = traffic.wireBytesSent
    report.wireBytesReceived = traffic.wireBytesReceived
    report.cpuMicroseconds = MonotonicClock.processorTime().microseconds
    report.residentBytes = resident.bytes
    _ = channel?.send(report.encoded())
  }

  /// Stops hashing and gives what is on its way a second to be answered.
  private func end() {
    guard endsAt == nil else { return }
    endsAt = MonotonicClock.now().advanced(by: Self.grace)
    core.stopStarting()
    step()
  }

  private func finish() {
    core.finish()
    for effect in core.takeEffects() { perform(effect) }
    timers = []
    report()
    loop.stop()
  }

  /// Section 14.5 of packetcrypt.md.
  private func dedupHash(of announcement: [UInt8]) -> UInt64 {
    var reader = ByteReader(Blake2b.hash32(announcement))
    return reader.readInteger(UInt64.self) ?? 0
  }
}

/// Hashes a second, measured about once a second however often it is asked for.
private struct HashRate {
  private static let shortest = Interval.milliseconds(900)
  private var last: (hashes: UInt64, at: Instant)?
  private var value: UInt64 = 0

  mutating func update(hashes: UInt64, at now: Instant) -> UInt64 {
    guard let last else {
      self.last = (hashes, now)
      return 0
    }
    let passed = now.since(last.at)
    guard passed >= Self.shortest else { return value }
    self.last = (hashes, now)
    let more = (hashes &- last.hashes).multipliedReportingOverflow(by: 1_000_000).partialValue
    value = more / passed.microseconds
    return value
  }
}
