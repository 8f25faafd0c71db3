public import EdgeTypes

/// The rates that the line is shaped to in both directions, following its round-trip time.
///
/// One round trip does not tell which way is congested: a direction is blamed for delay only while
/// it carries at least half of its rate. A rate never falls below a fifth of what is configured, so
/// that delay from elsewhere cannot close the line.
public struct LineRates: Equatable, Sendable {
  /// Nil = this direction is not shaped.
  public var upload: BitRate? { up?.published }
  public var download: BitRate? { down?.published }
  /// How often to measure: five times a second while something is carried, else once.
  public private(set) var pace = Interval.seconds(1)

  private var up: Direction?
  private var down: Direction?
  private var measuredAt: Instant?

  /// - Parameters: the line as configured; nil = unknown.
  public init(upload: BitRate?, download: BitRate?) {
    up = upload.map { Direction($0) }
    down = download.map { Direction($0) }
  }

  /// Takes a round trip and the interface's counters; true if a rate has changed.
  ///
  /// - Parameter roundTrip: nil = no answer; then only `pace` follows.
  public mutating func take(
    roundTrip: Interval?, sent: UInt64, received: UInt64, at now: Instant
  ) -> Bool {
    let elapsed = measuredAt.map { now.since($0) } ?? .zero
    measuredAt = now
    let before = (upload, download)
    up?.take(roundTrip, counter: sent, in: elapsed, at: now)
    down?.take(roundTrip, counter: received, in: elapsed, at: now)
    let isBusy = (up?.isBusy ?? false) || (down?.isBusy ?? false)
    pace = isBusy ? .milliseconds(200) : .seconds(1)
    return before != (upload, download)
  }
}

/// One direction of the line.
private struct Direction: Equatable {
  /// What is asked of the kernel: follows the governor in steps of 2 %, so that its small steps do
  /// not each cost a message.
  private(set) var published: BitRate
  private(set) var isBusy = false
  private let policy: LatencyGovernor.Policy
  private var governor: LatencyGovernor
  private var counter: UInt64?

  init(_ line: BitRate) {
    let least = BitRate(bitsPerSecond: max(line.bitsPerSecond / 5, 8_000))
    policy = LatencyGovernor.Policy(minimum: min(least, line), base: line, maximum: line)
    governor = LatencyGovernor(policy: policy)
    published = line
  }

  mutating func take(
    _ roundTrip: Interval?, counter new: UInt64, in elapsed: Interval, at now: Instant
  ) {
    defer { counter = new }
    guard let old = counter, new >= old, elapsed > .zero else { return }
    let carried = Self.rate(new - old, in: elapsed)
    isBusy = carried.bitsPerSecond >= published.bitsPerSecond / 8
    guard let roundTrip else { return }
    let isBlamed = carried.bitsPerSecond >= governor.rate.bitsPerSecond / 2
    let counted = isBlamed ? roundTrip : min(roundTrip, governor.baseline ?? roundTrip)
    let rate = governor.take(.init(roundTrip: counted, carried: carried), policy: policy, at: now)
    let (wanted, current) = (rate.bitsPerSecond, published.bitsPerSecond)
    let difference = wanted > current ? wanted - current : current - wanted
    if difference > current / 50 || rate == policy.maximum { published = rate }
  }

  private static func rate(_ bytes: UInt64, in elapsed: Interval) -> BitRate {
    let (high, low) = bytes.multipliedFullWidth(by: 8_000_000)
    guard high < elapsed.microseconds else { return BitRate(bitsPerSecond: .max) }
    return BitRate(
      bitsPerSecond: elapsed.microseconds.dividingFullWidth((high, low)).quotient)
  }
}
