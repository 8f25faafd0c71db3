internal import CLinux
internal import EdgeControl
internal import PacketCryptLite

/// Worker threads that mine on one table, so that memory does not grow with their number.
///
/// All calls return at once, except `stop`, which waits until each worker has finished its piece:
/// four table items or 64 hashes, a few milliseconds on a slow core. Pausing keeps the table.
/// After a change of request no new announcement of the old one appears; those that were found
/// before stay until taken, since they remain valid. `stop` must be called before the last
/// reference goes.
final class MiningEngine: @unchecked Sendable {
  /// Announcements that wait to be taken; 256 KiB.
  private static let capacity = 256
  /// So many and the workers rest until somebody takes them, rather than find what must be dropped.
  private static let enough = 64

  private let monitor = WorkerLock()
  private let session: MiningSession
  private let maximumThreads: Int
  private let wake: Int32
  private var threads: [WorkerThread] = []
  /// Workers with a lower index may work.
  private var allowed = 0
  private var isStopping = false
  private var waiting = 0
  private var finished: [[UInt8]] = []
  private var counts = MiningCounts()

  /// - Parameters:
  ///   - minerID: the first hard nonce; random, so that no two miners repeat each other's work.
  ///   - wake: an eventfd that gets 1 added when `take` has something; −1 for none,
  ///     and then nobody is expected to take. Not owned.
  init(maximumThreads: Int, minerID: UInt32, wake: Int32) {
    session = MiningSession(minerID: minerID)
    self.maximumThreads = max(1, maximumThreads)
    self.wake = wake
  }

  /// Mines this from now on, nil for nothing; an identical request changes nothing.
  func mine(_ request: MiningRequest?) {
    monitor.lock()
    if session.mine(request) { monitor.announce(.work) }
    monitor.unlock()
  }

  /// Lets so many threads work; 0 pauses and keeps the table.
  func setThreads(_ count: Int) {
    monitor.lock()
    allowed = min(max(count, 0), maximumThreads)
    while threads.count < allowed, !isStopping {
      let index = threads.count
      guard let thread = WorkerThread({ self.work(as: index) }) else { break }
      threads.append(thread)
    }
    monitor.announce(.permission)
    monitor.announce(.work)
    monitor.unlock()
  }

  /// The finished announcements, 1,024 bytes each, the oldest first.
  func take() -> [[UInt8]] {
    monitor.lock()
    defer { monitor.unlock() }
    let taken = finished
    if isFull { monitor.announce(.permission) }
    finished = []
    return taken
  }

  var activity: MinerActivity {
    monitor.lock()
    defer { monitor.unlock() }
    guard allowed > 0, session.request != nil else { return .idle }
    return session.isBuildingTable ? .buildingTable : .hashing
  }

  /// What was done since the start.
  var totals: MiningCounts {
    monitor.lock()
    defer { monitor.unlock() }
    return counts
  }

  var hashes: UInt64 { totals.hashes }
  var found: UInt64 { totals.found }

  /// Ends all workers and waits for them.
  func stop() {
    monitor.lock()
    isStopping = true
    monitor.announce(.permission)
    monitor.announce(.work)
    let ending = threads
    threads = []
    monitor.unlock()
    for thread in ending { thread.join() }
  }
}

/// What an engine did since it was made.
struct MiningCounts: Equatable {
  /// Soft nonces tried.
  var hashes: UInt64 = 0
  /// Announcements found.
  var found: UInt64 = 0
  /// Found, but nobody took them before there were too many.
  var dropped: UInt64 = 0
  /// Pieces of work finished, of whatever kind.
  var pieces: UInt64 = 0
  /// Jobs begun, and jobs whose tables were finished.
  var jobs: UInt64 = 0
  var tables: UInt64 = 0
  /// Workers that are busy with a piece now.
  var busy = 0
}

// What the worker threads run.
extension MiningEngine {
  private func work(as index: Int) {
    var worker = MiningWorker()
    monitor.lock()
    while !isStopping {
      if index >= allowed || isFull {
        monitor.wait(for: .permission)
      } else if let work = session.claim() {
        counts.busy += 1
        monitor.unlock()
        let outcome = session.perform(work, with: &worker)
        monitor.lock()
        accept(outcome, of: work)
      } else {
        waiting += 1
        monitor.wait(for: .work)
        waiting -= 1
      }
    }
    monitor.unlock()
  }

  private var isFull: Bool { wake >= 0 && finished.count >= Self.enough }

  private func accept(_ outcome: MiningOutcome, of work: MiningWork) {
    counts.busy -= 1
    counts.pieces += 1
    counts.hashes += outcome.hashes
    switch work {
    case .prepare: counts.jobs += 1
    case .hash(first: 0, _): counts.tables += 1
    case .hash, .items, .leaves, .finishTree: break
    }
    let found = session.report(work, outcome)
    if !found.isEmpty { keep(found) }
    if waiting > 0, session.hasNews { monitor.announce(.work) }
  }

  private func keep(_ found: [[UInt8]]) {
    counts.found += UInt64(found.count)
    finished += found
    let excess = finished.count - Self.capacity
    if excess > 0 {
      // The oldest are worth least: a pool takes them only while their parent block is recent.
      finished.removeFirst(excess)
      counts.dropped += UInt64(excess)
    }
    var one: UInt64 = 1
    if wake >= 0 { _ = CLinux.write(wake, &one, 8) }
  }
}
