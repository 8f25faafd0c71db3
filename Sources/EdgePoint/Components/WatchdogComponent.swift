internal import EdgeControl
internal import EdgeTypes

/// Signs of life after each whole round, to the hardware watchdog and to a service manager.
final class WatchdogComponent: Component {
  private let feeder: WatchdogFeeder?
  private let manager: ServiceManager

  init(
    _ context: ServiceContext, _ settings: WatchdogFeeder.Settings?, _ manager: ServiceManager
  ) {
    feeder = settings.flatMap { WatchdogFeeder($0, log: context.log, at: context.started) }
    self.manager = manager
  }

  /// That part of the round had its turn and came back.
  func note(_ part: WatchdogDuty.Part) { feeder?.note(part) }

  func tick(at now: Instant) {
    feeder?.endRound(at: now)
    if manager.watchdogMicroseconds != nil { manager.tell("WATCHDOG=1\n") }
  }

  func stop(at now: Instant) { feeder?.disarm() }
}
