/// What a worker needs for itself: a few kilobytes.
public struct MiningWorker: ~Copyable {
  var maker = ItemMaker()
  let hasher = NonceHasher()
  /// Items of table 1, as many as a claim has.
  let items = UnsafeMutableRawPointer.allocate(
    byteCount: MiningPlan.itemChunk * CryptoCycle.itemSize, alignment: 64)

  public init() {}
  deinit { items.deallocate() }
}

/// What came of a piece of work.
public struct MiningOutcome: Sendable {
  /// False if a program failed (`TOO_BIG`, `TOO_LONG`): the job is given up.
  public var succeeded = true
  public var hashes: UInt64 = 0
  /// Finished announcements of 1,024 bytes.
  public var found: [[UInt8]] = []
  public init() {}
}

/// Mining with any number of workers on one table of 8 MiB and one tree of 1 MiB.
///
/// Each worker claims a piece, performs it and reports it. `perform` may run in many threads at
/// once; all other calls must be serialised by the caller, who also wakes the workers that wait.
public final class MiningSession: @unchecked Sendable {
  private var plan: MiningPlan
  private let tables = MiningTables()
  private var job: MiningJob?
  private var target = TargetTest(CompactTarget(0))

  /// - Parameter minerID: the first hard nonce; a random number keeps two miners apart.
  public init(minerID: UInt32) { plan = MiningPlan(minerID: minerID) }

  /// What is mined next; nil for nothing. True if that is a change.
  ///
  /// An identical request leaves everything as it is. After a change, no announcement of the old
  /// request comes out of `report` any more. A request that nothing can meet counts as nil.
  @discardableResult public func mine(_ request: MiningRequest?) -> Bool {
    plan.mine(request.flatMap { $0.isUsable ? $0 : nil })
  }

  public var request: MiningRequest? { plan.request }

  public var isBuildingTable: Bool {
    switch plan.phase {
    case .idle, .hashing: plan.isAbandoned && plan.request != nil
    case .fresh, .preparing, .leaves, .finishingTree, .items: plan.request != nil
    }
  }

  /// The next piece of work; nil if the worker must wait until `report` or `mine` has news.
  public func claim() -> MiningWork? { plan.claim() }

  /// True if a worker that waits would now get something.
  public var hasNews: Bool { plan.hasNews }

  /// Takes the result of a piece; what it returns counts, the rest was for an old request.
  public func report(_ work: MiningWork, _ outcome: MiningOutcome) -> [[UInt8]] {
    plan.finish(work, succeeded: outcome.succeeded) ? outcome.found : []
  }

  /// Does a claimed piece; touches nothing that another worker touches.
  public func perform(_ work: MiningWork, with worker: inout MiningWorker) -> MiningOutcome {
    var outcome = MiningOutcome()
    switch work {
    case .prepare(let request, let hardNonce):
      target = TargetTest(CompactTarget(request.target))
      job = MiningJob(request, hardNonce: hardNonce)
      outcome.succeeded = job != nil
    case .leaves(let first): outcome.succeeded = makeLeaves(from: first, with: &worker)
    case .finishTree:
      tables.finishTree()
      outcome.succeeded = job?.derive(root: tables.root) ?? false
    case .items(let first): outcome.succeeded = makeItems(from: first, with: &worker)
    case .hash(let first, let count):
      outcome.hashes = UInt64(count)
      outcome.found = hash(first..<first + count, with: worker)
    }
    return outcome
  }

  private func makeLeaves(from first: Int, with worker: inout MiningWorker) -> Bool {
    guard let job else { return false }
    let items = (0..<MiningPlan.itemChunk).map { worker.items + $0 * CryptoCycle.itemSize }
    for (index, item) in items.enumerated() {
      guard job.makeFirst(UInt64(first + index), with: &worker.maker, into: item) else {
        return false
      }
    }
    Blake2b.hash64(
      four: items.map { UnsafeRawPointer($0) }, count: CryptoCycle.itemSize,
      into: items.indices.map { tables.leaf(first + $0) })
    return true
  }

  private func makeItems(from first: Int, with worker: inout MiningWorker) -> Bool {
    guard let job else { return false }
    for number in UInt64(first)..<UInt64(first + MiningPlan.itemChunk) {
      guard job.makeSecond(number, with: &worker.maker, into: tables.item(number)) else {
        return false
      }
    }
    return true
  }

  private func hash(_ nonces: Range<UInt32>, with worker: borrowing MiningWorker) -> [[UInt8]] {
    guard let job else { return [] }
    var found: [[UInt8]] = []
    job.withStart { start in
      worker.hasher.run(nonces, start: start, table: tables.table, target: target) {
        (nonce, item, state) in
        let branch = tables.branch(of: item)
        if let bytes = job.announcement(nonce: nonce, branch: branch, state: state) {
          found.append(bytes)
        }
      }
    }
    return found
  }
}
