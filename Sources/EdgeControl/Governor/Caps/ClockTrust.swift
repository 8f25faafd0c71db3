public import EdgeTypes

/// What the clocks say at one moment.
public struct ClockReading: Equatable, Sendable {
  /// Seconds since 1970-01-01 UTC by the calendar's clock.
  public var wallSeconds: Int64
  public var monotonic: Instant
  /// Tells one start of the kernel from another.
  public var boot: UInt64
  /// Whether a time service vouches for the clock (adjtimex(2), STA_UNSYNC clear). Setting the
  /// clock by hand takes that back.
  public var isSynchronised: Bool
  /// Whether the machine has a clock that runs while it is off.
  public var hasClockChip = true

  public init(wallSeconds: Int64, monotonic: Instant, boot: UInt64, isSynchronised: Bool) {
    (self.wallSeconds, self.monotonic) = (wallSeconds, monotonic)
    (self.boot, self.isSynchronised) = (boot, isSynchronised)
  }
}

/// Why the calendar's clock is not believed.
public enum ClockDistrust: UInt8, CaseIterable, Equatable, Sendable {
  /// It shows a time before this program was made.
  case beforeBuild
  /// The machine has no clock chip and no time service has set the clock since it started.
  case neverSet
  /// It went another way than the monotonic clock, or is far from where it was at the last stop.
  case jumped
  /// A time service moved a clock that it had vouched for; it must keep to it for an hour.
  case onProbation

  /// The name in JSON, metrics and logs; stable.
  public var code: StaticString {
    switch self {
    case .beforeBuild: "before_build"
    case .neverSet: "never_set"
    case .jumped: "jumped"
    case .onProbation: "on_probation"
    }
  }

  public var text: StaticString {
    switch self {
    case .beforeBuild: "the clock shows a time before this program was made; set up a time service"
    case .neverSet: "no time service has set the clock yet, and it does not run while switched off"
    case .jumped: "the clock has jumped and no time service vouches for it; set up a time service"
    case .onProbation: "the time service has moved the clock far; it is believed in an hour"
    }
  }
}

/// Decides whether the calendar's clock can be believed, so that a clock that jumps neither frees
/// nor rolls over a cap, nor opens a schedule's window.
///
/// A clock that goes along with the monotonic one from a moment at which it was believed is
/// believed. Otherwise a time service must vouch for it.
public struct ClockTrust: Equatable, Sendable {
  /// 2026-01-01T00:00Z: no right clock of a machine that runs this shows less.
  public static let earliest: Int64 = 1_767_225_600
  /// What a clock may differ from its path: a hand on it, a leap second, a service's slow steps.
  private static let tolerance: UInt64 = 120
  /// How long a machine may have been switched off: a year.
  private static let longestRest: UInt64 = 366 * 86_400
  private static let farthestFirst: UInt64 = 20 * 366 * 86_400
  private static let probation = Interval.seconds(3_600)

  /// The last moment that was believed; the journal keeps it.
  public private(set) var anchor: ClockReading?
  /// Nil = the clock is believed.
  public private(set) var doubt: ClockDistrust?
  /// Where a synchronised clock stood when it began to contradict the anchor.
  private var candidate: ClockReading?

  /// - Parameter anchor: from the journal; nil = there is none.
  public init(anchor: ClockReading?) { self.anchor = anchor }

  /// True if the date can be believed now.
  public mutating func take(_ reading: ClockReading) -> Bool {
    doubt = judge(reading)
    if doubt == nil { (anchor, candidate) = (reading, nil) }
    return doubt == nil
  }

  private mutating func judge(_ reading: ClockReading) -> ClockDistrust? {
    guard reading.wallSeconds >= Self.earliest else { return .beforeBuild }
    guard let anchor else { return judgeFirst(reading) }
    if anchor.boot == reading.boot {
      if isInLine(reading, with: anchor) { return nil }
    } else if isAfterRest(reading, anchor) {
      return reading.isSynchronised || reading.hasClockChip ? nil : .neverSet
    }
    guard reading.isSynchronised else {
      candidate = nil
      return .jumped
    }
    // The first word of a time service is worth more than a clock that nobody had vouched for.
    return anchor.isSynchronised ? judgeCandidate(reading) : nil
  }

  private func judgeFirst(_ reading: ClockReading) -> ClockDistrust? {
    if reading.isSynchronised { return nil }
    guard reading.hasClockChip else { return .neverSet }
    return reading.wallSeconds.distance(from: Self.earliest) <= Self.farthestFirst ? nil : .jumped
  }

  private mutating func judgeCandidate(_ reading: ClockReading) -> ClockDistrust? {
    guard let known = candidate, known.boot == reading.boot, isInLine(reading, with: known) else {
      candidate = reading
      return .onProbation
    }
    return reading.monotonic.since(known.monotonic) >= Self.probation ? nil : .onProbation
  }

  /// Whether both clocks have gone equally far since `earlier`.
  private func isInLine(_ reading: ClockReading, with earlier: ClockReading) -> Bool {
    let passed = Int64(clamping: reading.monotonic.since(earlier.monotonic).wholeSeconds)
    let (expected, overflow) = earlier.wallSeconds.addingReportingOverflow(passed)
    return !overflow && reading.wallSeconds.distance(from: expected) <= Self.tolerance
  }

  /// Whether the clock shows a time soon enough after the machine was switched off.
  private func isAfterRest(_ reading: ClockReading, _ anchor: ClockReading) -> Bool {
    let distance = reading.wallSeconds.distance(from: anchor.wallSeconds)
    if reading.wallSeconds < anchor.wallSeconds { return distance <= Self.tolerance }
    return distance <= Self.longestRest
  }
}

extension Int64 {
  /// Never traps, unlike subtraction.
  fileprivate func distance(from other: Int64) -> UInt64 {
    self >= other
      ? UInt64(bitPattern: self) &- UInt64(bitPattern: other)
      : UInt64(bitPattern: other) &- UInt64(bitPattern: self)
  }
}
