internal import EdgeTypes

/// What an index of the pool's handler list stands for.
enum HandlerRoute: Equatable {
  /// An index into `PoolClient.handlers`.
  case handler(Int)
  case invalidHost
  case refused
}

/// One announcement handler of a pool.
struct PoolHandler {
  let url: HTTPURL
  var backoff = Backoff()
  var notBefore: Instant

  mutating func restart(at now: Instant) {
    backoff.reset()
    notBefore = now
  }
}

/// A batch on its way.
struct UploadInFlight {
  let id: RequestID
  let url: HTTPURL
  let paymentAddress: [UInt8]
  let announcements: [QueuedAnnouncement]
  let started: Instant
}

extension PoolClient {
  /// Swaps the handler list at once: what waits is dealt out anew, because the handler that takes an
  /// announcement depends on the length and the order of the list (packetcrypt.md 14.5).
  mutating func replaceHandlers(
    _ entries: [PoolHandlerEntry], at now: Instant
  ) {
    let old = handlers
    handlers = []
    route = entries.map { entry in
      switch entry {
      case .invalidHost: return .invalidHost
      case .refused(let url, let reason):
        noteError("handler \(Printable.text(url, limit: 100)): \(reason)")
        return .refused
      case .usable(let url):
        if let known = handlers.firstIndex(where: { $0.url == url }) { return .handler(known) }
        handlers.append(
          old.first { $0.url == url } ?? PoolHandler(url: url, notBefore: now))
        return .handler(handlers.count - 1)
      }
    }
    for entry in queue.replaceLanes(count: handlers.count) { enqueue(entry) }
  }

  /// Puts an announcement into its handler's lane, or counts why not.
  mutating func enqueue(_ entry: UploadQueue.Entry) {
    guard !route.isEmpty else {
      counters.droppedNoHandler &+= 1
      return
    }
    switch route[Int(entry.announcement.dedupHash % UInt64(route.count))] {
    case .handler(let lane):
      if queue.append(entry, lane: lane) { counters.droppedOverflow &+= 1 }
    case .invalidHost: counters.rejected &+= 1
    case .refused: counters.droppedNoHandler &+= 1
    }
  }

  /// Whether announcements offered now can ever be sent.
  var acceptsUploads: Bool {
    guard let config, config.obstacle == nil, !handlers.isEmpty else { return false }
    if case .open = uploadBreaker.state { return false }
    return true
  }

  /// Whether announcements made for this work would be put into the queue.
  func wants(_ work: PoolWork) -> Bool {
    guard acceptsUploads, let target = config?.target, work.target <= target,
      Int64(work.parentHeight) >= oldestParent
    else { return false }
    guard let parent = chain.block(at: Int32(clamping: work.parentHeight)) else { return true }
    return parent.hash.reversed().elementsEqual(work.parentHash)
  }

  /// Takes a new announcement into the queue, or counts why not.
  mutating func offer(_ announcement: QueuedAnnouncement, at now: Instant) {
    guard acceptsUploads, matchesTarget(announcement) else {
      counters.droppedNoHandler &+= 1
      return
    }
    guard Int64(announcement.parentHeight) >= oldestParent, !chain.replaced(announcement) else {
      counters.droppedStale &+= 1
      return
    }
    enqueue(UploadQueue.Entry(announcement: announcement, arrival: now))
  }

  /// Whether this pool, which need not be the one that decides what is mined, wants such work.
  private func matchesTarget(_ announcement: QueuedAnnouncement) -> Bool {
    guard let target = config?.target, announcement.workBits <= target else { return false }
    guard announcement.signingKey.contains(where: { $0 != 0 }),
      let parent = chain.block(at: Int32(clamping: announcement.parentHeight))
    else { return true }
    return parent.signingKey.map { announcement.signingKey.elementsEqual($0) } ?? false
  }

  /// Parents below this height are more than `mineOldAnns` + 3 blocks under the tip: the handlers
  /// are about to forget them.
  private var oldestParent: Int64 {
    config.map { Int64($0.currentHeight) - 1 - Int64($0.mineOldAnns) - 3 } ?? 0
  }

  mutating func dropAged() {
    let oldest = oldestParent
    counters.droppedAged &+= queue.drop { Int64($0.parentHeight) < oldest }
  }

  mutating func dropReplaced() {
    let chain = chain
    counters.droppedAged &+= queue.drop { chain.replaced($0) }
  }

  /// The pool no longer takes announcements.
  mutating func queueCannotGo() {
    counters.droppedNoHandler &+= queue.drop { _ in true }
  }
}
