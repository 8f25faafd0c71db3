internal import EdgeTypes
internal import LinuxPort

/// The hardware watchdog in the service's hands: armed at the start, fed round by round, and let go
/// of in an orderly end only.
final class WatchdogFeeder {
  /// What `edgepoint run --watchdog` asks for.
  struct Settings {
    var device: [UInt8]
    var seconds: UInt32 = 30
  }

  private let log: Log
  private let device: Watchdog
  private var duty: WatchdogDuty
  private var isFailing = false

  /// Nil if the device cannot be opened: the service is worth more without one than not at all.
  init?(_ settings: Settings, log: Log, at now: Instant) {
    self.log = log
    do throws(Errno) {
      device = try Watchdog(device: settings.device, seconds: settings.seconds)
    } catch {
      log.error(
        "no watchdog: \(error.text); a machine that hangs stays so",
        ["device": Text(settings.device)])
      return nil
    }
    let timeout = device.timeout ?? .seconds(UInt64(settings.seconds))
    duty = WatchdogDuty(timeout: timeout, at: now)
    log.notice(
      "watchdog armed", ["device": Text(settings.device), "seconds": "\(timeout.wholeSeconds)"])
  }

  func note(_ part: WatchdogDuty.Part) { duty.note(part) }

  /// After each round of the service.
  func endRound(at now: Instant) {
    guard duty.endRound(at: now) else {
      log.warning("the service is late: the watchdog is not fed this time")
      return
    }
    do throws(Errno) {
      try device.feed()
      isFailing = false
    } catch {
      if !isFailing { log.error("the watchdog cannot be fed: \(error.text)") }
      isFailing = true
    }
  }

  /// The orderly end of the service is no reason for a reset.
  func disarm() {
    do throws(Errno) { try device.disarm() } catch {
      log.error("the watchdog goes on counting: \(error.text)")
    }
  }
}
