/// What the status LED says; the same code stands in the status text for boards without LEDs and
/// for people who do not see colours (architecture section 8).
///
/// The order is the priority: of several things that hold, the first is shown.
public enum LEDCode: UInt8, CaseIterable, Equatable, Sendable {
  /// The isolation self-test failed; guests are off.
  case isolationFailed
  case configTrouble
  case noWAN
  case poolTrouble
  case paused
  case mining
  case healthy

  /// The name in JSON; stable.
  public var code: StaticString {
    switch self {
    case .isolationFailed: "isolation_failed"
    case .configTrouble: "config_or_storage_trouble"
    case .noWAN: "no_wan"
    case .poolTrouble: "pool_trouble"
    case .paused: "paused"
    case .mining: "mining"
    case .healthy: "healthy"
    }
  }

  /// What an LED does, in words.
  public var text: StaticString {
    switch self {
    case .isolationFailed: "fast blinking"
    case .configTrouble: "four blinks"
    case .noWAN: "1 s on, 1 s off"
    case .poolTrouble: "two blinks"
    case .paused: "three blinks"
    case .mining: "heartbeat"
    case .healthy: "solid"
    }
  }

  public var pattern: LEDPattern {
    switch self {
    case .isolationFailed: .blink(onMilliseconds: 100, offMilliseconds: 100)
    case .configTrouble: .blinks(4)
    case .noWAN: .blink(onMilliseconds: 1000, offMilliseconds: 1000)
    case .poolTrouble: .blinks(2)
    case .paused: .blinks(3)
    case .mining: .heartbeat
    case .healthy: .solid
    }
  }
}

/// What one LED does over time.
public enum LEDPattern: Equatable, Sendable {
  case solid
  /// The kernel's `heartbeat` trigger.
  case heartbeat
  /// The kernel's `timer` trigger.
  case blink(onMilliseconds: Int, offMilliseconds: Int)
  /// That many blinks of 200 ms, 200 ms apart, then 1.2 s dark; the kernel has no trigger for it
  /// that every board carries, so the service switches the LED itself.
  case blinks(Int)

  /// Half a blink: the step of a pattern that the service switches itself, milliseconds.
  public static let stepMilliseconds = 200
  private static let darkSteps = 6

  /// Whether the LED is lit at `step`, counted in `stepMilliseconds`, for a pattern that the
  /// service switches itself; nil if the kernel does it.
  public func isLit(atStep step: UInt64) -> Bool? {
    guard case .blinks(let count) = self, count > 0 else { return nil }
    let within = step % UInt64(count * 2 + Self.darkSteps)
    return within < UInt64(count * 2) && within % 2 == 0
  }
}
