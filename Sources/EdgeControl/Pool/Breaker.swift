public import EdgeTypes

/// A circuit breaker: open after enough bad answers in a row, then one probe at a time.
///
/// It stays open for 30 s and twice as long after each probe that fails, up to 15 minutes.
public struct Breaker: Equatable, Sendable {
  public enum State: Equatable, Sendable {
    case closed
    case open(until: Instant)
    /// The waiting time is over: the next answer decides.
    case halfOpen
  }

  static let shortest: UInt64 = 30
  static let longest: UInt64 = 900

  public private(set) var state = State.closed
  private let threshold: Int
  private var badInARow = 0
  private var openings = 0

  public init(threshold: Int) { self.threshold = threshold }

  public var isClosed: Bool { state == .closed }

  /// Lets an open breaker become half-open; call it before `state` is looked at.
  public mutating func tick(at now: Instant) {
    if case .open(let until) = state, until <= now { state = .halfOpen }
  }

  public mutating func good() {
    (state, badInARow, openings) = (.closed, 0, 0)
  }

  /// Counts a bad answer; true if this one opened the breaker.
  public mutating func bad(at now: Instant) -> Bool {
    badInARow += 1
    guard state == .halfOpen || (state == .closed && badInARow >= threshold) else { return false }
    trip(at: now)
    return true
  }

  /// Opens at once.
  public mutating func trip(at now: Instant) {
    if case .open = state { return }
    let seconds = min(Self.longest, Self.shortest << UInt64(min(openings, 8)))
    openings += 1
    badInARow = 0
    state = .open(until: now.advanced(by: .seconds(seconds)))
  }
}

/// How many announcements of the last five minutes were accepted, in ten buckets of 30 s.
struct AcceptWindow: Equatable, Sendable {
  private struct Bucket: Equatable, Sendable {
    var slot: UInt64
    var good: UInt64 = 0
    var bad: UInt64 = 0
    var uploads = 0
  }

  private static let bucketSeconds: UInt64 = 30
  private static let bucketCount: UInt64 = 10
  /// Fewer uploads than these say nothing yet.
  private static let leastUploads = 4

  private var buckets: [Bucket] = []

  mutating func add(good: UInt64, bad: UInt64, at now: Instant) {
    let slot = now.microseconds / 1_000_000 / Self.bucketSeconds
    buckets.removeAll { $0.slot + Self.bucketCount <= slot }
    if buckets.last?.slot != slot { buckets.append(Bucket(slot: slot)) }
    buckets[buckets.count - 1].good += good
    buckets[buckets.count - 1].bad += bad
    buckets[buckets.count - 1].uploads += 1
  }

  mutating func clear() { buckets = [] }

  /// The accepted share in whole percent when it is under a half, nil when all is well.
  var poorPercent: UInt64? {
    var total = Bucket(slot: 0)
    for bucket in buckets {
      total.good += bucket.good
      total.bad += bucket.bad
      total.uploads += bucket.uploads
    }
    guard total.uploads >= Self.leastUploads, total.good < total.bad else { return nil }
    return total.good * 100 / max(1, total.good + total.bad)
  }
}
