public import EdgeTypes

/// The mean rate of a growing byte count over the last ten seconds.
public struct RateMeter: Equatable, Sendable {
  private static let window = Interval.seconds(10)
  private struct Sample: Equatable {
    let time: Instant
    let bytes: UInt64
  }
  private var samples: [Sample] = []
  public init() {}

  /// Takes the count at `now`; a count that fell belongs to a new process and starts over.
  public mutating func note(_ bytes: UInt64, at now: Instant) {
    if let last = samples.last, bytes < last.bytes { samples = [] }
    samples.append(Sample(time: now, bytes: bytes))
    while samples.count > 2, now.since(samples[1].time) >= Self.window { samples.removeFirst() }
    if samples.count > 64 { samples.removeFirst() }
  }

  public var rate: BitRate {
    guard let first = samples.first, let last = samples.last, last.time > first.time else {
      return BitRate(bitsPerSecond: 0)
    }
    let (bits, overflow) = (last.bytes - first.bytes).multipliedReportingOverflow(by: 8_000_000)
    let microseconds = last.time.since(first.time).microseconds
    return BitRate(bitsPerSecond: overflow ? .max : bits / microseconds)
  }
}
