internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// The local date, as far as the machine's clock can be believed, in the zone that
/// `LocalTime.load` has read.
struct LocalClock {
  /// How often to look for a clock chip that was not there yet: its driver may come late.
  private static let chipInterval = Interval.seconds(60)

  /// Tells this start of the kernel from others.
  let boot = ClockTrustFacts.boot()
  private var trust: ClockTrust
  private var hasChip = false
  private var askedForChip: Instant?

  /// - Parameter anchor: the clock as it was last believed, from the journal.
  init(anchor: ClockReading?) { trust = ClockTrust(anchor: anchor) }

  /// The clock as it was last believed; the journal keeps it.
  var anchor: ClockReading? { trust.anchor }
  /// Why the clock is not believed; nil = it is.
  var doubt: ClockDistrust? { trust.doubt }

  /// Nil while the clock cannot be believed; call it about once a second, so that a jump shows.
  mutating func date(at now: Instant) -> CivilDate? {
    lookForChip(at: now)
    let seconds = WallClock.unixSeconds()
    var reading = ClockReading(
      wallSeconds: seconds, monotonic: now, boot: boot,
      isSynchronised: ClockTrustFacts.isSynchronised())
    reading.hasClockChip = hasChip
    guard trust.take(reading) else { return nil }
    return CivilDate(localSeconds: seconds &+ LocalTime.offset(at: seconds))
  }

  private mutating func lookForChip(at now: Instant) {
    guard !hasChip, askedForChip.map({ now.since($0) >= Self.chipInterval }) ?? true else { return }
    (hasChip, askedForChip) = (ClockTrustFacts.hasClockChip(), now)
  }
}
