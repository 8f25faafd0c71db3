internal import EdgeTypes

/// What an echo request told about the line.
enum EchoFinding: Equatable {
  /// Answered; `lost` requests before it, which were taken for late, never will be.
  case answered(Interval, lost: Int)
  /// The answer to a request that was counted as late already.
  case answeredLate(Interval)
  /// Not answered in time; it counts at once, because a full queue can hold the answer for seconds.
  case late
  /// Nothing was heard for so long that this is no queue: the host is gone or does not answer.
  case silent
}

/// Judges echo requests, one at a time: each counts once, as in time or as late.
///
/// A host that answers only some of the requests, as those with a limit do, is not taken for a slow
/// line: requests that it left out are taken back when a later one is answered in time, and after
/// two in a row only answers count for a minute.
struct EchoRounds: Equatable {
  private(set) var sent: UInt64 = 0
  private(set) var answered: UInt64 = 0
  /// The last one.
  private(set) var roundTrip: Interval?
  private var begun: Instant?
  private var isJudged = true
  private var heard: Instant?
  private var unanswered = 0
  private var onlyAnswersUntil = Instant.zero

  /// Longer than any queue of a line that is still of use.
  private static let longestQueue = Interval.seconds(5)
  private static let distrust = Interval.seconds(60)

  /// A request leaves right after `now`.
  mutating func begin(at now: Instant) {
    sent &+= 1
    (begun, isJudged) = (now, false)
    heard = heard ?? now
  }

  /// - Parameter limit: an answer within it is in time.
  mutating func answer(_ roundTrip: Interval, limit: Interval, at now: Instant) -> EchoFinding {
    answered &+= 1
    self.roundTrip = roundTrip
    heard = now
    // It belongs to the last request if it left when that one did, or later.
    let isLast = begun.map { now.since($0) >= roundTrip } ?? false
    let lost = unanswered
    unanswered = 0
    guard isLast, !isJudged else {
      return now < onlyAnswersUntil
        ? .answered(roundTrip, lost: 0) : .answeredLate(roundTrip)
    }
    isJudged = true
    // A slow answer behind them shows that the others are slow too.
    guard roundTrip <= limit else { return .answered(roundTrip, lost: 0) }
    if lost >= 2 { onlyAnswersUntil = now.advanced(by: Self.distrust) }
    return .answered(roundTrip, lost: lost)
  }

  /// The time for an answer to the last request is over; nil if there was one.
  mutating func endWait(at now: Instant) -> EchoFinding? {
    guard !isJudged else { return nil }
    isJudged = true
    if let heard, now.since(heard) >= Self.longestQueue { return .silent }
    guard now >= onlyAnswersUntil else { return nil }
    unanswered += 1
    return .late
  }
}
