/// Why nothing is hashed now. The order of the cases is the order in which they are reported: the
/// first that holds is the one to remove first.
public enum PauseReason: UInt8, CaseIterable, Equatable, Sendable {
  /// The config file was invalid when the service started, so it runs with the safe defaults.
  case configError
  case disabled
  case noPayee
  case pausedByOwner
  case metered
  /// None of the windows of the class `miner` is open.
  case outsideSchedule
  /// The class `miner` has windows and nobody knows what time it is.
  case clockUntrusted
  /// A cap that stops mining is used up.
  case capReached
  case wanDown
  case hot
  case lowMemory
  /// The miner could not give up its rights; it never runs with them.
  case sandboxFailed
  case minerRestarting
  /// None is configured, or none has said what to mine.
  case noPool
  case tipStale

  /// The name in JSON, metrics and logs; stable.
  public var code: StaticString {
    switch self {
    case .configError: "config_error"
    case .disabled: "disabled"
    case .noPayee: "no_payee"
    case .noPool: "no_pool"
    case .pausedByOwner: "paused_by_owner"
    case .metered: "metered"
    case .outsideSchedule: "outside_schedule"
    case .clockUntrusted: "clock_untrusted"
    case .capReached: "cap_reached"
    case .wanDown: "wan_down"
    case .hot: "hot"
    case .lowMemory: "low_memory"
    case .sandboxFailed: "sandbox_failed"
    case .minerRestarting: "miner_restarting"
    case .tipStale: "tip_stale"
    }
  }

  /// What is the matter, as half a sentence for people.
  public var text: StaticString {
    switch self {
    case .configError: "the config file is invalid"
    case .disabled: "mining is switched off"
    case .noPayee: "no valid payment address is configured"
    case .noPool: "no pool has said what to mine"
    case .pausedByOwner: "paused by the owner"
    case .metered: "the line is metered"
    case .outsideSchedule: "the schedule has no open window now"
    case .clockUntrusted: "there is a schedule and the clock cannot be trusted"
    case .capReached: "a data cap is used up"
    case .wanDown: "the WAN link is down"
    case .hot: "the processor is too hot"
    case .lowMemory: "memory is short"
    case .sandboxFailed: "the miner could not give up its rights"
    case .minerRestarting: "the miner ended and starts again shortly"
    case .tipStale: "the chain has not moved for 10 minutes"
    }
  }

  /// What the reader can do about it.
  public var remedy: StaticString {
    switch self {
    case .configError: "run 'edgepoint check', correct the file, then 'edgepoint reload'"
    case .disabled: "set 'option enabled 1' in section 'miner', then 'edgepoint reload'"
    case .noPayee: "set 'option payment_address' in section 'miner', then 'edgepoint reload'"
    case .noPool: "add 'list pool' to section 'miner', or see the last error beside each pool"
    case .pausedByOwner: "'edgepoint resume' lifts it"
    case .metered: "set 'option metered 0' in section 'wan' if volume costs nothing"
    case .outsideSchedule: "mining resumes by itself when a window of class 'miner' opens"
    case .clockUntrusted: "mining resumes by itself when the clock is set (NTP or by hand)"
    case .capReached: "mining resumes by itself in the cap's next period; see sections 'cap'"
    case .wanDown: "check the cable and 'option device' in section 'wan'; mining resumes by itself"
    case .hot: "mining resumes by itself below 'option resume_celsius'; check the cooling"
    case .lowMemory: "mining resumes by itself when 22 to 38 MB are available, by the machine's RAM"
    case .sandboxFailed: "the log says which right; this kernel may lack seccomp"
    case .minerRestarting: "the log says why it ended; nothing to do unless it goes on"
    case .tipStale: "nothing: mining resumes by itself with the next block"
    }
  }

  /// What the LED shows for it (architecture section 8).
  public var led: LEDCode {
    switch self {
    case .configError, .noPayee, .sandboxFailed: .configTrouble
    case .disabled: .healthy
    case .wanDown: .noWAN
    case .noPool, .tipStale: .poolTrouble
    case .pausedByOwner, .metered, .outsideSchedule, .clockUntrusted, .capReached: .paused
    case .hot, .lowMemory, .minerRestarting: .paused
    }
  }

  /// Whether a miner process has a use while this holds: one that only waits keeps its table,
  /// queues and connections, so that it resumes at once.
  var keepsProcess: Bool {
    switch self {
    case .configError, .disabled, .noPayee, .lowMemory, .sandboxFailed: false
    case .outsideSchedule, .clockUntrusted, .capReached: true
    case .pausedByOwner, .metered, .wanDown, .hot, .minerRestarting, .noPool, .tipStale: true
    }
  }

  /// Whether the supervisor stops the workers; otherwise the miner waits on its own account.
  var stopsHashing: Bool { self != .noPool && self != .tipStale }
}
