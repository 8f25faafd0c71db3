/// A piece of mining that one worker does at a time; short, so that a pause is quick.
public enum MiningWork: Equatable, Sendable {
  /// Derive a job.
  case prepare(MiningRequest, hardNonce: UInt32)
  /// Make items of table 1 from this one on and put their hashes in the tree.
  case leaves(from: Int)
  /// Hash the tree up to its root and derive table 2 from it.
  case finishTree
  /// Make items of table 2 from this one on.
  case items(from: Int)
  /// Try soft nonces.
  case hash(first: UInt32, count: UInt32)
}

/// Hands out the pieces of one job after the other to any number of workers.
///
/// Everything of a phase is claimed before the next phase begins, and finished too: a phase change
/// waits until no worker is busy. So the tables need no lock of their own. The caller serialises
/// all calls.
struct MiningPlan {
  enum Phase: Equatable {
    case idle
    /// Waits for a worker to derive a job.
    case fresh
    case preparing
    case leaves(next: Int)
    case finishingTree
    case items(next: Int)
    case hashing(next: UInt32)
  }

  static let tableSize = 8192
  /// Items made per claim, which are hashed together: four. Nonces tried per claim.
  static let itemChunk = 4
  static let nonceChunk: UInt32 = 64

  private(set) var phase = Phase.idle
  private(set) var request: MiningRequest?
  private var hardNonces: HardNonces
  private var lastNonce: UInt32 = 0
  private var busy = 0
  /// What busy workers are doing is for nothing; a new job begins when the last one has finished.
  private(set) var isAbandoned = false

  init(minerID: UInt32) { hardNonces = HardNonces(minerID: minerID) }

  /// True if it changes what is mined; an identical request changes nothing.
  mutating func mine(_ request: MiningRequest?) -> Bool {
    guard request != self.request else { return false }
    self.request = request
    isAbandoned = true
    return true
  }

  /// The next piece, or nil if a worker must wait for others or there is nothing to mine.
  mutating func claim() -> MiningWork? {
    if isAbandoned {
      guard busy == 0 else { return nil }
      isAbandoned = false
      phase = request == nil ? .idle : .fresh
    }
    if busy == 0 { advance() }
    guard let work = piece() else { return nil }
    busy += 1
    return work
  }

  /// Reports a piece done; false if its result is for nothing.
  ///
  /// - Parameter succeeded: false if a program failed; the next job has another hard nonce.
  mutating func finish(_ work: MiningWork, succeeded: Bool) -> Bool {
    busy -= 1
    guard !isAbandoned else { return false }
    guard succeeded else {
      isAbandoned = true
      return false
    }
    switch work {
    case .prepare: phase = .leaves(next: 0)
    case .finishTree: phase = .items(next: 0)
    case .leaves, .items, .hash: break
    }
    return true
  }

  /// True when a worker that waits would now get something.
  var hasNews: Bool { busy == 0 || !isAbandoned && (isMakingItems || isHashing) }

  private var isMakingItems: Bool {
    switch phase {
    case .leaves(let next), .items(let next): next < Self.tableSize
    default: false
    }
  }

  private var isHashing: Bool {
    if case .hashing(let next) = phase { next <= lastNonce } else { false }
  }

  /// Moves on from a phase of which nothing is left.
  private mutating func advance() {
    switch phase {
    case .leaves(Self.tableSize): phase = .finishingTree
    case .items(Self.tableSize):
      lastNonce = request.flatMap { CompactTarget($0.target).softNonceLimit } ?? 0
      phase = .hashing(next: 0)
    case .hashing(let next) where next > lastNonce: phase = .fresh
    default: break
    }
  }

  private mutating func piece() -> MiningWork? {
    switch phase {
    case .idle, .preparing: return nil
    case .fresh:
      guard let request else { return nil }
      phase = .preparing
      return .prepare(request, hardNonce: hardNonces.next(for: request))
    case .leaves(let next) where next < Self.tableSize:
      phase = .leaves(next: next + Self.itemChunk)
      return .leaves(from: next)
    case .finishingTree: return busy == 0 ? .finishTree : nil
    case .items(let next) where next < Self.tableSize:
      phase = .items(next: next + Self.itemChunk)
      return .items(from: next)
    case .hashing(let next) where next <= lastNonce:
      // The limit has 24 bits: this cannot overflow.
      let count = min(Self.nonceChunk, lastNonce - next + 1)
      phase = .hashing(next: next + count)
      return .hash(first: next, count: count)
    case .leaves, .items, .hashing: return nil
    }
  }
}
