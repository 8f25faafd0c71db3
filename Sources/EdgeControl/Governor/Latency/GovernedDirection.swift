internal import EdgeTypes

/// One direction of the line: what it carries, and the governor of its rate.
struct GovernedDirection: Equatable {
  /// What is asked of the kernel: follows the governor down at once and up in steps of 5 %, so that
  /// its small steps do not each cost messages.
  private(set) var published: BitRate
  /// What is carried, in thousandths of the rate.
  private(set) var load: UInt64 = 0
  private let policy: LatencyGovernor.Policy
  private var governor: LatencyGovernor
  private var carried = BitRate(bitsPerSecond: 0)
  private var counter: UInt64?

  private static let busy: UInt64 = 125
  private static let half: UInt64 = 500

  init(_ line: BitRate) {
    let least = BitRate(bitsPerSecond: max(line.bitsPerSecond / 5, 8_000))
    policy = LatencyGovernor.Policy(minimum: least, maximum: line)
    governor = LatencyGovernor(policy: policy)
    published = line
  }

  var isBusy: Bool { load >= Self.busy }
  var isAtFloor: Bool { governor.rate <= policy.minimum }

  /// Takes the interface's counter; one that begins anew tells nothing.
  mutating func measure(_ new: UInt64, in elapsed: Interval) {
    defer { counter = new }
    guard let old = counter, new >= old, elapsed > .zero else { return }
    carried = Self.rate(new - old, in: elapsed)
    load = min(carried.bitsPerSecond / max(governor.rate.bitsPerSecond / 1_000, 1), 100_000)
  }

  /// Whether delay is this direction's doing: it carries half of its rate; or it carries something,
  /// and more than the other does, for a line that has become much slower than its rate.
  func isLikelyCause(beside other: GovernedDirection?) -> Bool {
    if load >= Self.half { return true }
    guard let other else { return false }
    return isBusy && load >= other.load
  }

  mutating func take(isLate: Bool, delay: Interval, at now: Instant) {
    let proven = load >= Self.half ? carried : nil
    governor.take(
      .init(isLate: isLate, delay: delay, carried: proven), policy: policy, at: now)
    publish()
  }

  mutating func discardLateSamples(_ count: Int) { governor.discardLateSamples(count) }

  mutating func climb() {
    governor.climb(policy)
    publish()
  }

  private mutating func publish() {
    let isEnd = governor.rate >= policy.maximum || isAtFloor
    let step = BitRate(bitsPerSecond: published.bitsPerSecond / 20 &* 21)
    if isEnd || governor.rate < published || governor.rate >= step { published = governor.rate }
  }

  private static func rate(_ bytes: UInt64, in elapsed: Interval) -> BitRate {
    let (high, low) = bytes.multipliedFullWidth(by: 8_000_000)
    guard high < elapsed.microseconds else { return BitRate(bitsPerSecond: .max) }
    return BitRate(
      bitsPerSecond: elapsed.microseconds.dividingFullWidth((high, low)).quotient)
  }
}
