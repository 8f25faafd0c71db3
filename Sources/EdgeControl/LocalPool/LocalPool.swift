internal import EdgeTypes

/// A pool's master and its announcement handlers in one, as a state machine without clock or socket.
///
/// It follows packetcrypt.md sections 14 and 15 on a chain that it makes up. Checking is cut into
/// steps of one announcement, so that the loop which serves everybody is never held up.
public struct LocalPool {
  /// What became of a request.
  public enum Step: Sendable {
    case answer(PoolAnswer)
    /// The answer comes out of `advance` under this number.
    case queued(UInt64)
  }

  public internal(set) var statistics = PoolStatistics()
  let settings: LocalPoolSettings
  let functions: PoolFunctions
  let startedAt: UInt64
  var chain: SyntheticChain
  var view: View?
  var handlers: [HandlerSlots] = []
  var queue: [Submission] = []
  var nextID: UInt64 = 1
  /// Requests for config.json so far; what changes with every poll counts by it.
  var polls: UInt32 = 0

  /// `now` is in milliseconds since 1970, here and below, and never goes back.
  public init(settings: LocalPoolSettings, functions: PoolFunctions, now: UInt64) {
    (self.settings, self.functions, startedAt) = (settings, functions, now)
    chain = SyntheticChain(settings: settings, hash32: functions.hash32)
    refresh(now)
  }

  /// True while batches wait for their check.
  public var hasWork: Bool { !queue.isEmpty }

  public mutating func tipHeight(at now: UInt64) -> UInt32 { refresh(now).tip.height }

  public mutating func handle(_ request: PoolRequest, now: UInt64) -> Step {
    let path = Array(request.path.prefix { $0 != 0x3F })
    switch Text(path) {
    case "/stats.json": return .answer(.document(stats(now)))
    default: break
    }
    guard let place = place(of: path) else {
      statistics.otherRequests &+= 1
      return .answer(.document(.plain(status: 404, "nothing is here")))
    }
    if let refused = refusal(of: request.method, at: place) { return .answer(.document(refused)) }
    count(place)
    let view = refresh(now)
    if let plan = settings.faultPlan, view.fault?.kind == .transport, plan.place.covers(place) {
      statistics.countSpoiled(at: now)
      let good = goodReply(place, request, path, view, now)
      return .answer(
        FaultyTransport.inject(good, plan, path: path, base: settings.baseURL))
    }
    if place == .submit { return submit(request, path, view, now) }
    return .answer(.document(goodReply(place, request, path, view, now)))
  }

  /// Checks one announcement of the oldest waiting batch; returns an answer when a batch is done.
  public mutating func advance(now: UInt64) -> (id: UInt64, answer: PoolAnswer)? {
    guard !queue.isEmpty else { return nil }
    refresh(now)
    let wanted = queue[0].wantedHeight
    let slot = handlers[queue[0].handler][wanted]
    guard slot.parentHeight == wanted, slot.parentHash != nil else {
      return finish(refusing: .heightMoved)
    }
    if !queue[0].isComplete, let refusal = queue[0].checkNext(slot, functions) {
      return finish(refusing: refusal)
    }
    return queue[0].isComplete ? finish(now) : nil
  }

  /// Forgets a batch whose sender is gone.
  public mutating func abandon(_ id: UInt64) { queue.removeAll { $0.id == id } }
}
