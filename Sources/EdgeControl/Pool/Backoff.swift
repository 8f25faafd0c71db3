public import EdgeTypes

/// Random numbers that spread retries; seeded from the kernel, or by a test.
///
/// SplitMix64 (Steele, Lea, Flood 2014): not for secrets.
public struct Jitter: Equatable, Sendable {
  private var state: UInt64
  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Any moment from `low` to `high`.
  public mutating func interval(from low: Interval, to high: Interval) -> Interval {
    guard high > low else { return low }
    let span = high.microseconds - low.microseconds
    return Interval(microseconds: low.microseconds + next() % (span + 1))
  }
}

/// Exponential back-off with full jitter: a random wait from 1 s to 2, 4, 8 … 300 s.
///
/// The floor of 1 s keeps every peer below one request a second however the dice fall.
public struct Backoff: Equatable, Sendable {
  static let shortest = Interval.seconds(1)
  static let longest: UInt64 = 300

  public private(set) var failures = 0
  public init() {}

  public mutating func reset() { failures = 0 }

  /// Counts one more failure and says how long to wait.
  public mutating func next(_ jitter: inout Jitter) -> Interval {
    failures = min(failures + 1, 16)
    let ceiling = min(Self.longest, 1 << UInt64(failures))
    return jitter.interval(from: Self.shortest, to: .seconds(ceiling))
  }
}
