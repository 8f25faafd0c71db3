internal import EdgeTypes

extension PoolClient {
  static let fetchDeadline = Interval.seconds(15)
  private static let configPath = Array("/config.json".utf8)

  mutating func startPoll(at now: Instant, _ context: inout PoolContext) {
    guard polling.request == nil, polling.nextPoll <= now else { return }
    if case .open = polling.breaker.state { return }
    guard let target = HTTPURL(Self.base(url.bytes) + Self.configPath, .pool) else { return }
    polling.redirects.start(at: target)
    fetchConfig(target, &context)
  }

  /// Takes the answer to a GET; false if it is not one of this pool's.
  mutating func fetched(
    _ id: RequestID, _ outcome: FetchOutcome, at now: Instant, _ context: inout PoolContext
  ) -> Bool {
    if polling.request == id {
      polling.request = nil
      do throws(PoolProtocolError) {
        try takePoll(outcome, at: now, &context)
      } catch {
        refusePoll(error, at: now, &context)
      }
      return true
    }
    guard discovery?.request == id else { return false }
    takeBlock(outcome, at: now, &context)
    return true
  }

  private mutating func takePoll(
    _ outcome: FetchOutcome, at now: Instant, _ context: inout PoolContext
  ) throws(PoolProtocolError) {
    switch outcome {
    case .failed(let reason): failPoll("config.json: \(reason)", at: now, &context)
    case .nonsense(let reason): throw PoolProtocolError(reason)
    case .answered(let answer):
      switch answer.status {
      case 200:
        try accept(try PoolConfig(decoding: answer.body, rule: rule), at: now, &context)
        polling.etag = answer.etag.flatMap { $0.count <= 256 ? $0 : nil }
        schedule(answer, at: now)
      case 304 where config != nil: schedule(answer, at: now)
      case let status where Redirects.isRedirect(status):
        fetchConfig(try polling.redirects.follow(answer, rule: rule), &context)
      case let status: failPoll("config.json: status \(status), expected 200", at: now, &context)
      }
    }
  }

  private mutating func schedule(_ answer: FetchAnswer, at now: Instant) {
    polling.backoff.reset()
    polling.breaker.good()
    polling.nextPoll = now.advanced(by: CacheControl.pollInterval(answer.cacheControl))
  }

  private mutating func failPoll(
    _ reason: Text, at now: Instant, _ context: inout PoolContext
  ) {
    noteError(reason)
    polling.nextPoll = now.advanced(by: polling.backoff.next(&context.jitter))
  }

  private mutating func refusePoll(
    _ nonsense: PoolProtocolError, at now: Instant, _ context: inout PoolContext
  ) {
    failPoll("config.json: \(nonsense.text)", at: now, &context)
    polling.etag = nil
    guard polling.breaker.bad(at: now) else { return }
    noteDisabled()
    // The next good answer counts, wherever its chain is.
    context.cancel(discovery?.request)
    (config, chain, discovery) = (nil, BlockChain(), nil)
  }

  private mutating func fetchConfig(_ target: HTTPURL, _ context: inout PoolContext) {
    var fetch = PoolFetch(
      url: target, rule: rule, maximumBytes: PoolConfig.maximumBytes,
      deadline: Self.fetchDeadline, headers: headers)
    if let etag = polling.etag, config != nil {
      fetch.headers.append((name: "if-none-match", value: etag))
    }
    polling.request = context.fetch(fetch)
  }

  /// What every request carries (packetcrypt.md 14.1); the caller adds its user agent.
  var headers: [(name: StaticString, value: [UInt8])] {
    [(name: "x-pc-sid", value: sessionID)]
  }

  /// `url` without the slashes at its end.
  static func base(_ url: [UInt8]) -> [UInt8] {
    var base = url
    while base.last == 0x2F { base.removeLast() }
    return base
  }

  private mutating func accept(
    _ new: PoolConfig, at now: Instant, _ context: inout PoolContext
  ) throws(PoolProtocolError) {
    let old = config
    guard new != old else { return }
    if let old, abs(Int64(new.currentHeight) - Int64(old.currentHeight)) > Int64(Self.longestJump) {
      throw PoolProtocolError(
        "currentHeight: \(new.currentHeight), expected near \(old.currentHeight), the one before")
    }
    config = new
    let (top, hash) = (new.currentHeight - 1, new.tipHash ?? [])
    if tip?.height != top || tip?.hash != hash {
      tip = PoolTip(height: top, hash: hash, since: now)
    }
    if new.handlers != old?.handlers { replaceHandlers(new.handlers, at: now) }
    if let obstacle = new.obstacle {
      noteError(obstacle)
      disabledBecause = counters.lastError
      work = nil
      queueCannotGo()
    }
    startDiscovery(at: now, &context)
    chooseWork()
    dropAged()
  }
}
