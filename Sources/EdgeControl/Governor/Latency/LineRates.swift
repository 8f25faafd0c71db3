public import EdgeTypes

/// The rates that the line is shaped to in both directions, following its round-trip time.
///
/// One round trip does not tell which way is congested: a direction is blamed for delay only while
/// it carries something that can cause it. A rate never falls below a fifth of what is configured,
/// so that delay from elsewhere cannot close the line. Delay that stays is no queue of ours: after
/// 6 samples on an idle line, or 50 on one that was lowered to its floor, it is the new normal.
/// Without any answer for 5 s the rates climb back to the configured ones, a step at each request:
/// a low rate that nothing can raise again would punish the owner for a host that does not answer.
public struct LineRates: Equatable, Sendable {
  /// Nil = this direction is not shaped.
  public var upload: BitRate? { up?.published }
  public var download: BitRate? { down?.published }
  /// From one request to the next: 200 ms while something is carried, else 1 s; never less than an
  /// answer may take.
  public private(set) var pace = Self.idlePace
  /// The last answer's.
  public var roundTrip: Interval? { rounds.roundTrip }
  /// The round trip of the line without queues, as far as it is known.
  public var baseline: Interval? { floor.value }
  public var sent: UInt64 { rounds.sent }
  public var answered: UInt64 { rounds.answered }

  private var up: GovernedDirection?
  private var down: GovernedDirection?
  private var measured: Instant?
  private var rounds = EchoRounds()
  private var floor = RoundTripBaseline()
  private let hasPlainQueues: Bool

  private static let threshold = Interval.milliseconds(30)
  private static let busyPace = Interval.milliseconds(200)
  private static let idlePace = Interval.seconds(1)
  private static let longestWait = Interval.seconds(3)

  /// - Parameters:
  ///   - upload, download: the line as configured; nil = unknown.
  ///   - hasPlainQueues: our own download queue lets nothing past (neither cake nor fq_codel), so
  ///     it delays the answers as well (`LeafChoice`).
  public init(upload: BitRate?, download: BitRate?, hasPlainQueues: Bool = false) {
    up = upload.map { GovernedDirection($0) }
    down = download.map { GovernedDirection($0) }
    self.hasPlainQueues = hasPlainQueues
  }

  /// Call when a request is about to be sent.
  ///
  /// - Parameters: the bytes that the WAN has sent and received.
  /// - Returns: how long to wait before `endWait`, at most `pace`.
  public mutating func begin(sent: UInt64, received: UInt64, at now: Instant) -> Interval {
    let elapsed = measured.map { now.since($0) } ?? .zero
    measured = now
    up?.measure(sent, in: elapsed)
    down?.measure(received, in: elapsed)
    rounds.begin(at: now)
    let wait = min(limit, Self.longestWait)
    pace = max(isIdle ? Self.idlePace : Self.busyPace, wait)
    return wait
  }

  /// Takes an answer; true if a rate has changed.
  public mutating func answer(_ roundTrip: Interval, at now: Instant) -> Bool {
    apply(rounds.answer(roundTrip, limit: limit, at: now), at: now)
  }

  /// The time for an answer is over; true if a rate has changed. Does nothing if there was one.
  public mutating func endWait(at now: Instant) -> Bool {
    guard let finding = rounds.endWait(at: now) else { return false }
    return apply(finding, at: now)
  }

  /// Another host is asked from now on: what is normal for it must be learnt.
  public mutating func changeHost() { (rounds, floor) = (EchoRounds(), RoundTripBaseline()) }

  private mutating func apply(_ finding: EchoFinding, at now: Instant) -> Bool {
    let before = (upload, download)
    switch finding {
    case .answered(let roundTrip, let lost):
      up?.discardLateSamples(lost)
      down?.discardLateSamples(lost)
      learn(roundTrip)
      judge(isLate: roundTrip > limit, at: now)
    case .answeredLate(let roundTrip): learn(roundTrip)
    case .late:
      // Without a baseline nobody knows what is late.
      if floor.value != nil { judge(isLate: true, at: now) }
    case .silent:
      up?.climb()
      down?.climb()
    }
    return before != (upload, download)
  }

  private mutating func judge(isLate: Bool, at now: Instant) {
    let (blamesUp, blamesDown) = (isLikelyCause(up, beside: down), isLikelyCause(down, beside: up))
    let (last, least) = (roundTrip ?? .zero, baseline ?? .zero)
    let delay = Interval(microseconds: last.microseconds - min(least, last).microseconds)
    up?.take(isLate: isLate && blamesUp, delay: delay, at: now)
    down?.take(isLate: isLate && blamesDown, delay: delay, at: now)
  }

  private mutating func learn(_ roundTrip: Interval) {
    let cannotImprove = cannotImprove(up, beside: down) && cannotImprove(down, beside: up)
    floor.take(roundTrip, believedAfter: isIdle ? 6 : cannotImprove ? 50 : nil)
  }

  private var isIdle: Bool { !(up?.isBusy ?? false) && !(down?.isBusy ?? false) }

  private func isLikelyCause(_ one: GovernedDirection?, beside other: GovernedDirection?) -> Bool {
    one?.isLikelyCause(beside: other) ?? false
  }

  /// Whether nothing more can be done about the delay in this direction.
  private func cannotImprove(_ one: GovernedDirection?, beside other: GovernedDirection?) -> Bool {
    !isLikelyCause(one, beside: other) || (one?.isAtFloor ?? true)
  }

  /// A longer round trip is late: 30 ms above the baseline, and what a full frame before ours takes
  /// each way, which is much on slow lines.
  private var limit: Interval {
    guard let baseline = floor.value else { return Self.idlePace }
    let (upFrame, downFrame) = (Self.frameTime(upload), Self.frameTime(download))
    let own = hasPlainQueues && download != nil ? max(40_000, 8 &* downFrame) : 0
    let extra = Self.threshold.microseconds &+ upFrame &+ downFrame &+ own
    return baseline.extended(by: extra)
  }

  /// Microseconds for 1,538 bytes, a frame with all that Ethernet puts around it.
  private static func frameTime(_ rate: BitRate?) -> UInt64 {
    guard let rate else { return 0 }
    return min(12_304_000_000 / max(rate.bitsPerSecond, 1), 1_000_000)
  }
}

extension Interval {
  fileprivate func extended(by more: UInt64) -> Interval {
    let (sum, overflow) = microseconds.addingReportingOverflow(more)
    return Interval(microseconds: overflow ? .max : sum)
  }
}
