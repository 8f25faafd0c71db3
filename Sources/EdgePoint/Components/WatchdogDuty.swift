internal import EdgeTypes

/// Whether the watchdog may be fed: only after a whole round of the service, in time.
///
/// A feeding from anywhere but the end of such a round would keep a machine alive whose service
/// hangs. A round that comes late feeds nothing, so a loop that is only ever late is ended too.
struct WatchdogDuty {
  /// What has its turn in every round.
  enum Part: UInt8, CaseIterable {
    case children, status, journal

    fileprivate var bit: UInt8 { 1 << rawValue }
  }

  private static let all = Part.allCases.reduce(0) { $0 | $1.bit }
  private let latest: Interval
  private var served: UInt8 = 0
  private var roundEndedAt: Instant

  /// - Parameter timeout: the watchdog's count; half of it is the longest that a round may take.
  init(timeout: Interval, at now: Instant) {
    latest = Interval(microseconds: timeout.microseconds / 2)
    roundEndedAt = now
  }

  /// That part had its turn and came back.
  mutating func note(_ part: Part) { served |= part.bit }

  /// Ends a round; true = the watchdog is to be fed now.
  mutating func endRound(at now: Instant) -> Bool {
    let isWhole = served == Self.all
    let isInTime = now.since(roundEndedAt) <= latest
    (served, roundEndedAt) = (0, now)
    return isWhole && isInTime
  }
}
