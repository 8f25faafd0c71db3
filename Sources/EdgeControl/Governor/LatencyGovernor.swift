public import EdgeTypes

/// What one direction of the line is asked to carry at most, following its delay.
///
/// After cake-autorate: when 3 of the last 6 samples are late, the line is bufferbloated and the
/// rate falls, to 90 % for a short delay and to 75 % for a long one; then nothing changes for
/// `refractory`. It does not fall again while the delay becomes shorter: the queue is being
/// emptied. Every sample in time lets the rate climb by 1 % again, with load or without.
public struct LatencyGovernor: Equatable, Sendable {
  public struct Policy: Equatable, Sendable {
    public var minimum: BitRate
    /// What is configured, and where the governor starts.
    public var maximum: BitRate
    public var refractory = Interval.milliseconds(300)
    /// A delay from here on is a long one.
    public var long = Interval.milliseconds(60)
    public init(minimum: BitRate, maximum: BitRate) {
      (self.minimum, self.maximum) = (min(minimum, maximum), maximum)
    }
  }

  /// One look at the line.
  public struct Sample: Equatable, Sendable {
    public var isLate: Bool
    /// The last delay that an answer has proven.
    public var delay: Interval
    /// What the line carries now; nil = too little to say what it could carry.
    public var carried: BitRate?
    public init(isLate: Bool, delay: Interval, carried: BitRate?) {
      (self.isLate, self.delay, self.carried) = (isLate, delay, carried)
    }
  }

  public private(set) var rate: BitRate
  private var late: [Bool] = []
  private var quietUntil = Instant.zero
  /// The delay at the last alarm, until a sample is in time.
  private var alarming: Interval?
  private static let window = 6
  private static let alarm = 3

  public init(policy: Policy) { rate = policy.maximum }

  public mutating func take(_ sample: Sample, policy: Policy, at now: Instant) {
    late.append(sample.isLate)
    if late.count > Self.window { late.removeFirst() }
    if !sample.isLate { alarming = nil }
    guard now >= quietUntil else { return }
    if late.lazy.filter({ $0 }).count >= Self.alarm {
      lower(sample, policy)
      quietUntil = now.advanced(by: policy.refractory)
      late.removeAll(keepingCapacity: true)
    } else if !sample.isLate {
      climb(policy)
    }
  }

  private mutating func lower(_ sample: Sample, _ policy: Policy) {
    defer { alarming = sample.delay }
    if let alarming {
      let shorter = alarming.microseconds - alarming.microseconds / 16
      if sample.delay.microseconds < shorter { return }
    }
    let percent: UInt64 = sample.delay >= policy.long ? 75 : 90
    let lowered = rate.bitsPerSecond / 100 &* percent
    let proven = sample.carried.map { $0.bitsPerSecond / 100 &* 90 } ?? .max
    rate = max(policy.minimum, BitRate(bitsPerSecond: min(lowered, proven)))
  }

  /// The last `count` samples were no delay after all.
  public mutating func discardLateSamples(_ count: Int) {
    late.removeLast(min(max(count, 0), late.count))
  }

  /// One step towards what is configured.
  public mutating func climb(_ policy: Policy) {
    let bits = rate.bitsPerSecond
    let (sum, overflow) = bits.addingReportingOverflow(max(bits / 100, 1))
    rate = overflow ? policy.maximum : min(BitRate(bitsPerSecond: sum), policy.maximum)
  }
}
