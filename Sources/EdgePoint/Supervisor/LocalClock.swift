internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// The local date, as far as the machine's clock can be believed.
struct LocalClock {
  private let boot = ClockTrustFacts.boot()
  private var trust = ClockTrust(anchor: nil)

  init() { LocalTime.load() }

  /// Nil while the clock cannot be believed; call it about once a second, so that a jump shows.
  mutating func date(at now: Instant) -> CivilDate? {
    let seconds = WallClock.unixSeconds()
    var reading = ClockReading(
      wallSeconds: seconds, monotonic: now, boot: boot,
      isSynchronised: ClockTrustFacts.isSynchronised())
    reading.hasClockChip = ClockTrustFacts.hasClockChip()
    guard trust.take(reading) else { return nil }
    return CivilDate(localSeconds: seconds &+ LocalTime.offset(at: seconds))
  }
}
