internal import EdgeTypes

/// What the pool shows at a moment, and how its handlers follow.
extension LocalPool {
  /// What the pool shows at one moment.
  struct View {
    var fault: Fault?
    var tip: SyntheticBlock
    /// Of the chain without faults.
    var trueTip: UInt32
    var branch: UInt32
    var handlerCount: Int
  }

  @discardableResult
  mutating func refresh(_ now: UInt64) -> View {
    let uptime = Interval.milliseconds(now > startedAt ? now - startedAt : 0)
    let fault = settings.faultPlan?.fault(at: uptime)
    let trueTip = chain.tipHeight(at: now)
    var height = trueTip
    if fault == .staleTip, let plan = settings.faultPlan {
      height = chain.tipHeight(at: startedAt &+ plan.after.wholeMilliseconds)
    }
    if fault == .heightRollback { height = trueTip > 200 ? trueTip - 100 : trueTip }
    let branch = fault == .tipStorm ? polls : 0
    let count = fault == .handlers500 ? 500 : min(500, max(1, settings.handlers))
    if var known = view, known.tip.height == height, known.branch == branch,
      known.handlerCount == count
    {
      (known.fault, known.trueTip) = (fault, trueTip)
      view = known
      return known
    }
    chain.branch = branch
    let fresh = View(
      fault: fault, tip: chain.block(at: height), trueTip: trueTip, branch: branch,
      handlerCount: count)
    view = fresh
    updateHandlers(fresh)
    return fresh
  }

  /// Shows the newest blocks to every handler, newest first (section 15.1).
  mutating func updateHandlers(_ view: View) {
    while handlers.count < view.handlerCount { handlers.append(HandlerSlots()) }
    for below in 0..<min(HandlerSlots.depth, view.tip.height) {
      let block = chain.block(at: view.tip.height - below)
      for index in handlers.indices {
        handlers[index].take(
          block, position: index < view.handlerCount ? index : nil, count: view.handlerCount,
          minimumWork: settings.target)
      }
    }
  }

  func place(of path: [UInt8]) -> FaultPlace? {
    if path.starts(with: Text("/config.json").bytes) { return .config }
    if path.starts(with: Text("/blkinfo_").bytes) { return .blockInfo }
    return path.starts(with: Text("/submit").bytes) ? .submit : nil
  }

  func refusal(of method: [UInt8], at place: FaultPlace) -> PoolDocument? {
    let allowed: Text = place == .submit ? "POST" : "GET"
    if Text(method) == allowed { return nil }
    return .plain(status: 405, "this address takes \(allowed)").with("allow", allowed)
  }

  mutating func count(_ place: FaultPlace) {
    switch place {
    case .config:
      statistics.configRequests &+= 1
      polls &+= 1
    case .blockInfo: statistics.blockInfoRequests &+= 1
    case .submit, .all: statistics.submitRequests &+= 1
    }
  }

  func stats(_ now: UInt64) -> PoolDocument {
    statistics.document(
      height: view?.tip.height ?? 0, uptimeMilliseconds: now > startedAt ? now - startedAt : 0,
      queued: queue.count)
  }
}
