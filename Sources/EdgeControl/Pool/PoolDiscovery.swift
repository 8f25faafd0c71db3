internal import EdgeTypes

extension PoolClient {
  mutating func startDiscovery(at now: Instant, _ context: inout PoolContext) {
    context.cancel(discovery?.request)
    discovery = nil
    guard let config, let tip = config.tipHash else { return }
    let top = config.currentHeight - 1
    guard !chain.knows(tip, at: top) else { return }
    var start = now
    if case .open(let until) = blockInfoBreaker.state { start = until }
    discovery = BlockDiscovery(top: top, tip: tip, at: start)
  }

  mutating func continueDiscovery(at now: Instant, _ context: inout PoolContext) {
    guard let walk = discovery, walk.request == nil, walk.nextTry <= now, let config else { return }
    let base = Self.base(config.blockInfoBase?.bytes ?? url.bytes)
    let path: Text = "/blkinfo_\(Hex.encode(walk.hash)).json"
    guard let target = HTTPURL(base + path.bytes, .pool) else {
      noteError("blkinfoUrl: too long")
      discovery = nil
      return
    }
    discovery?.redirects.start(at: target)
    fetchBlock(target, &context)
  }

  private mutating func fetchBlock(_ target: HTTPURL, _ context: inout PoolContext) {
    let fetch = PoolFetch(
      url: target, rule: rule, maximumBytes: BlockInfo.maximumBytes,
      deadline: Self.fetchDeadline, headers: headers)
    discovery?.request = context.fetch(fetch)
  }

  /// Goes one block further down; a failure is retried later, for ever, until the tip moves.
  mutating func takeBlock(
    _ outcome: FetchOutcome, at now: Instant, _ context: inout PoolContext
  ) {
    discovery?.request = nil
    switch outcome {
    case .failed(let reason): retryBlock("blkinfo: \(reason)", at: now, &context)
    case .nonsense(let reason): refuseBlock(PoolProtocolError(reason), at: now, &context)
    case .answered(let answer):
      do throws(PoolProtocolError) {
        try takeBlock(answer, at: now, &context)
      } catch {
        refuseBlock(error, at: now, &context)
      }
    }
  }

  private mutating func takeBlock(
    _ answer: FetchAnswer, at now: Instant, _ context: inout PoolContext
  ) throws(PoolProtocolError) {
    guard var walk = discovery else { return }
    if Redirects.isRedirect(answer.status) {
      let target = try walk.redirects.follow(answer, rule: rule)
      discovery = walk
      return fetchBlock(target, &context)
    }
    guard answer.status == 200 else {
      return retryBlock("blkinfo: status \(answer.status), expected 200", at: now, &context)
    }
    let isUnfinished = try walk.take(try BlockInfo(decoding: answer.body), into: &chain)
    walk.nextTry = now
    discovery = isUnfinished ? walk : nil
    if !isUnfinished { blockInfoBreaker.good() }
    chooseWork()
    dropReplaced()
    continueDiscovery(at: now, &context)
  }

  private mutating func retryBlock(
    _ reason: Text, at now: Instant, _ context: inout PoolContext
  ) {
    noteError(reason)
    guard var walk = discovery else { return }
    walk.nextTry = now.advanced(by: walk.backoff.next(&context.jitter))
    discovery = walk
  }

  private mutating func refuseBlock(
    _ nonsense: PoolProtocolError, at now: Instant, _ context: inout PoolContext
  ) {
    retryBlock("blkinfo: \(nonsense.text)", at: now, &context)
    guard blockInfoBreaker.bad(at: now), let config, let tip = config.tipHash else { return }
    guard case .open(let until) = blockInfoBreaker.state else { return }
    noteDisabled()
    discovery = BlockDiscovery(top: config.currentHeight - 1, tip: tip, at: until)
  }

  /// What this pool wants mined (packetcrypt.md 14.3); unchanged while its block is not known yet.
  mutating func chooseWork() {
    guard let config, config.obstacle == nil, let target = config.target else { return }
    let height = Int64(config.currentHeight) - 1 - Int64(config.mineOldAnns)
    // Blocks below the walk's position may belong to a chain that was rolled back.
    guard let parentHeight = Int32(exactly: height), parentHeight >= 0,
      parentHeight > (discovery?.height ?? -1), let parent = chain.block(at: parentHeight)
    else { return }
    work = PoolWork(
      target: target, parentHeight: UInt32(parentHeight), parentHash: parent.hash.reversed(),
      signingKey: parent.signingKey ?? [UInt8](repeating: 0, count: 32))
  }
}
