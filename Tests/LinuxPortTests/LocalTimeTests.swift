import CLinux
import LinuxPort
import Testing

/// Serialised: the zone belongs to the process.
@Suite(.serialized) struct LocalTimeTests {
  /// 2026-03-29T01:00Z and 2026-10-25T01:00Z: summer time begins and ends in Central Europe.
  private let spring: Int64 = 1_774_746_000
  private let autumn: Int64 = 1_792_890_000

  private func inZone(_ zone: String, _ body: () -> Void) {
    let before = getenv("TZ").map { String(cString: $0) }
    setenv("TZ", zone, 1)
    LocalTime.load()
    body()
    if let before { setenv("TZ", before, 1) } else { unsetenv("TZ") }
    LocalTime.load()
  }

  @Test func summerTime_beginsAndEndsToTheSecond() {
    inZone("CET-1CEST,M3.5.0,M10.5.0/3") {
      #expect(LocalTime.offset(at: spring - 1) == 3_600)
      #expect(LocalTime.offset(at: spring) == 7_200)
      #expect(LocalTime.offset(at: autumn - 1) == 7_200)
      #expect(LocalTime.offset(at: autumn) == 3_600)
    }
  }

  @Test func zonesWestAndSouth_haveTheirOffsets() {
    inZone("EST5EDT,M3.2.0,M11.1.0") { #expect(LocalTime.offset(at: spring) == -14_400) }
    inZone("NZST-12NZDT,M9.5.0,M4.1.0/3") { #expect(LocalTime.offset(at: autumn) == 46_800) }
    inZone("UTC0") { #expect(LocalTime.offset(at: spring) == 0) }
  }

  @Test func absurdMoments_doNotTrap() {
    for moment in [Int64.min, -1, 0, .max] { _ = LocalTime.offset(at: moment) }
  }

  @Test func machine_saysWhichStartItIs_alwaysTheSame() {
    #expect(ClockTrustFacts.boot() != 0)
    #expect(ClockTrustFacts.boot() == ClockTrustFacts.boot())
    _ = (ClockTrustFacts.isSynchronised(), ClockTrustFacts.hasClockChip())
  }
}
