public import EdgeTypes

/// What the line is asked to carry at most, following its round-trip time.
///
/// After cake-autorate: when 3 of the last 6 samples are more than `threshold` above the baseline,
/// the line is bufferbloated and the rate falls to `decrease` percent of what was carried; then
/// nothing changes for `refractory`. Without delay and with load the rate climbs in small steps to
/// `maximum`; without load it drifts back to `base`.
public struct LatencyGovernor: Equatable, Sendable {
  public struct Policy: Equatable, Sendable {
    public var minimum: BitRate
    public var base: BitRate
    public var maximum: BitRate
    public var threshold = Interval.milliseconds(30)
    public var refractory = Interval.milliseconds(300)
    /// Percent of the carried rate that remains after a delay.
    public var decrease: UInt64 = 90
    public init(minimum: BitRate, base: BitRate, maximum: BitRate) {
      (self.minimum, self.base, self.maximum) = (minimum, base, maximum)
    }
  }

  /// One measurement of the line.
  public struct Sample: Equatable, Sendable {
    public var roundTrip: Interval
    /// What went over the line since the last sample.
    public var carried: BitRate
    public init(roundTrip: Interval, carried: BitRate) {
      (self.roundTrip, self.carried) = (roundTrip, carried)
    }
  }

  public private(set) var rate: BitRate
  /// The least delay seen lately; creeps up by 1/1000 a sample so that a new route is learnt.
  public private(set) var baseline: Interval?
  private var delayed: [Bool] = []
  private var quietUntil = Instant.zero
  private static let window = 6
  private static let alarm = 3

  public init(policy: Policy) { rate = policy.base }

  /// Takes one sample and returns the rate to shape to.
  public mutating func take(_ sample: Sample, policy: Policy, at now: Instant) -> BitRate {
    let floor = updatedBaseline(sample.roundTrip)
    delayed.append(sample.roundTrip.microseconds > saturatingSum(floor, policy.threshold))
    if delayed.count > Self.window { delayed.removeFirst() }
    if now >= quietUntil {
      if delayed.lazy.filter({ $0 }).count >= Self.alarm {
        let kept = min(rate.bitsPerSecond, sample.carried.bitsPerSecond) / 100 &* policy.decrease
        move(to: kept, within: policy)
        quietUntil = now.advanced(by: policy.refractory)
        delayed.removeAll(keepingCapacity: true)
      } else if delayed.last == false {
        recover(sample, policy)
      }
    }
    return rate
  }

  private mutating func recover(_ sample: Sample, _ policy: Policy) {
    let busy = sample.carried.bitsPerSecond >= rate.bitsPerSecond / 4 * 3
    let step = max(rate.bitsPerSecond / 100, 1)
    if busy {
      move(to: rate.bitsPerSecond &+ step, within: policy)
    } else if rate < policy.base {
      move(to: min(rate.bitsPerSecond &+ step, policy.base.bitsPerSecond), within: policy)
    } else if rate > policy.base {
      move(to: max(rate.bitsPerSecond - step, policy.base.bitsPerSecond), within: policy)
    }
  }

  private mutating func move(to bits: UInt64, within policy: Policy) {
    let low = policy.minimum.bitsPerSecond
    rate = BitRate(bitsPerSecond: min(max(bits, low), max(policy.maximum.bitsPerSecond, low)))
  }

  private mutating func updatedBaseline(_ sample: Interval) -> Interval {
    guard let old = baseline else {
      baseline = sample
      return sample
    }
    let crept = old.microseconds &+ (old.microseconds / 1_000) &+ 1
    let next = Interval(microseconds: min(crept, sample.microseconds))
    baseline = next
    return next
  }

  private func saturatingSum(_ left: Interval, _ right: Interval) -> UInt64 {
    let (sum, overflow) = left.microseconds.addingReportingOverflow(right.microseconds)
    return overflow ? .max : sum
  }
}
