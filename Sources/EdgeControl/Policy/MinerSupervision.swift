public import EdgeTypes

/// How a miner process ended.
public enum MinerEnd: Equatable, Sendable {
  case exited(Int32)
  case signalled(Int32)

  /// EX_NOPERM of sysexits.h: the miner says with it that it could not enter its sandbox.
  public static let sandboxStatus: Int32 = 77

  public var text: Text {
    switch self {
    case .exited(let status): "exit status \(status)"
    case .signalled(let signal): "signal \(signal)"
    }
  }
}

/// Starts, ends and restarts the one miner process: what to do, never how.
///
/// The host calls `update` once a second, does what it returns, and tells back what happened.
public struct MinerSupervision: Equatable, Sendable {
  public enum Effect: Equatable, Sendable {
    case start
    /// Ask it to send its last counts and end (SIGTERM).
    case terminate
    /// SIGKILL: it does not answer.
    case kill
  }

  private enum Phase: Equatable {
    case idle
    case running(since: Instant, heard: Instant)
    case ending(since: Instant)
    case killing(hung: Bool)
    case backingOff(until: Instant)
    case sandboxFailed(until: Instant)
  }

  static let firstDelay = Interval.seconds(1)
  static let longestDelay = Interval.seconds(60)
  /// Running for this long ends the suspicion and the back-off starts over.
  static let healthyAfter = Interval.seconds(60)
  /// Reports come once a second; a miner that misses ten hangs.
  static let hungAfter = Interval.seconds(10)
  /// At idle priority a busy machine may not let it run at all, which is as intended; one that waits
  /// for a processor all this time is taken for an endless loop.
  static let starvedAfter = Interval.seconds(60)
  /// Of the 2 s in which the service ends, what the miner gets for its last counts.
  static let endsWithin = Interval.milliseconds(1200)
  /// A gap between two updates that means that this process itself did not run.
  static let ownPause = Interval.seconds(5)

  private var phase = Phase.idle
  private var delay = firstDelay
  private var lastUpdate = Instant.zero
  /// Starts after the first one, since the service started.
  public private(set) var restarts: UInt64 = 0
  private var everStarted = false
  public init() {}

  public var state: MinerProcessState {
    switch phase {
    case .idle: .notRunning
    case .running, .ending: .running
    case .killing, .backingOff: .backingOff
    case .sandboxFailed: .sandboxFailed
    }
  }

  /// Whether a process exists that has not been reaped.
  public var hasProcess: Bool {
    switch phase {
    case .running, .ending, .killing: true
    case .idle, .backingOff, .sandboxFailed: false
    }
  }

  /// What to do now. After `.start` call `started` or `startFailed` before the next update.
  ///
  /// - Parameter isStarved: the process wants a processor and does not wait for anything else.
  public mutating func update(
    wanted: Bool, isStarved: Bool = false, at now: Instant
  ) -> Effect? {
    defer { lastUpdate = now }
    let slept = now.since(lastUpdate) > Self.ownPause
    switch phase {
    case .idle: return wanted ? .start : nil
    case .running(let since, let heard):
      return running(
        since: since, heard: slept ? now : heard, wanted: wanted,
        patience: isStarved ? Self.starvedAfter : Self.hungAfter, at: now)
    case .ending(let since):
      guard now.since(since) >= Self.endsWithin else { return nil }
      phase = .killing(hung: false)
      return .kill
    case .killing: return nil
    case .backingOff(let until), .sandboxFailed(let until):
      if !wanted { phase = .idle }
      return wanted && now >= until ? .start : nil
    }
  }

  private mutating func running(
    since: Instant, heard: Instant, wanted: Bool, patience: Interval, at now: Instant
  ) -> Effect? {
    guard wanted else {
      phase = .ending(since: now)
      return .terminate
    }
    guard now.since(heard) <= patience else {
      phase = .killing(hung: true)
      return .kill
    }
    phase = .running(since: since, heard: heard)
    if now.since(since) >= Self.healthyAfter { delay = Self.firstDelay }
    return nil
  }

  public mutating func started(at now: Instant) {
    if everStarted { restarts += 1 }
    everStarted = true
    phase = .running(since: now, heard: now)
  }

  public mutating func startFailed(at now: Instant) { backOff(at: now) }

  /// A report of the running miner came in.
  public mutating func reported(at now: Instant) {
    if case .running(let since, _) = phase { phase = .running(since: since, heard: now) }
  }

  /// The process is gone and reaped.
  public mutating func ended(_ end: MinerEnd, at now: Instant) {
    switch phase {
    case .ending, .killing(hung: false): phase = .idle
    case .idle, .running, .killing, .backingOff, .sandboxFailed:
      if end == .exited(MinerEnd.sandboxStatus) {
        phase = .sandboxFailed(until: now.advanced(by: Self.longestDelay))
      } else {
        backOff(at: now)
      }
    }
  }

  private mutating func backOff(at now: Instant) {
    phase = .backingOff(until: now.advanced(by: delay))
    delay = min(Interval(microseconds: delay.microseconds * 2), Self.longestDelay)
  }
}
