import EdgeConfig
import EdgeControl
import EdgeTypes
import Testing

/// 2026-11-21T00:00Z
private let today: Int64 = 1_795_219_200
private let tenYears: Int64 = 3_653 * 86_400

/// The clocks `seconds` after noon, the calendar's off by `error`.
private func clock(
  _ seconds: UInt64, error: Int64 = 0, synchronised: Bool = false, boot: UInt64 = 1,
  chip: Bool = true
) -> ClockReading {
  var reading = ClockReading(
    wallSeconds: today + Int64(seconds) + error,
    monotonic: Instant(microseconds: (1_000 + seconds) * 1_000_000), boot: boot,
    isSynchronised: synchronised)
  reading.hasClockChip = chip
  return reading
}

@Suite struct ClockTrustTests {
  @Test func clockThatKeepsStep_isBelieved() {
    var trust = ClockTrust(anchor: nil)
    for second in stride(from: UInt64(0), to: 100_000, by: 1_000) {
      #expect(trust.take(clock(second, error: Int64(second) / 2_000)) == true)
    }
  }

  @Test(arguments: [tenYears, -tenYears, 3_600, -3_600])
  func jump_isNotBelieved_untilItIsTakenBack(_ jump: Int64) {
    var trust = ClockTrust(anchor: nil)
    #expect(trust.take(clock(0)) == true)
    #expect(trust.take(clock(1, error: jump)) == false)
    #expect(trust.doubt == (jump == -tenYears ? .beforeBuild : .jumped))
    #expect(trust.take(clock(90_000, error: jump)) == false)
    #expect(trust.take(clock(90_001)) == true)
    #expect(trust.doubt == nil)
  }

  @Test(arguments: [tenYears, -tenYears])
  func jumpWhileTheServiceIsAway_isNotBelieved(_ jump: Int64) {
    var trust = ClockTrust(anchor: nil)
    #expect(trust.take(clock(0)) == true)
    var next = ClockTrust(anchor: trust.anchor)
    #expect(next.take(clock(60, error: jump)) == false)
    var rebooted = ClockTrust(anchor: trust.anchor)
    #expect(rebooted.take(clock(60, error: jump, boot: 2)) == false)
  }

  @Test func restAfterPowerOff_isBelieved_ifAClockRanMeanwhile() {
    let anchor = clock(0)
    var month = ClockTrust(anchor: anchor)
    #expect(month.take(clock(30 * 86_400, boot: 2)) == true)
    var chipless = ClockTrust(anchor: anchor)
    #expect(chipless.take(clock(30, boot: 2, chip: false)) == false)
    #expect(chipless.doubt == .neverSet)
    #expect(chipless.take(clock(86_400, synchronised: true, boot: 2, chip: false)) == true)
  }

  @Test func clockIn1970_waitsForTheTimeService() {
    var trust = ClockTrust(anchor: nil)
    #expect(trust.take(clock(0, error: -today, chip: false)) == false)
    #expect(trust.take(clock(1, error: -today, synchronised: true, chip: false)) == false)
    #expect(trust.take(clock(2, synchronised: true, chip: false)) == true)
  }

  @Test func firstWordOfATimeService_isBelievedOverAnUnvouchedClock() {
    var trust = ClockTrust(anchor: nil)
    #expect(trust.take(clock(0, error: 86_400)) == true)
    #expect(trust.take(clock(1, synchronised: true)) == true)
  }

  @Test func timeServiceThatMovesItsOwnClock_isOnProbationForAnHour() {
    var trust = ClockTrust(anchor: nil)
    #expect(trust.take(clock(0, synchronised: true)) == true)
    #expect(trust.take(clock(1, error: tenYears, synchronised: true)) == false)
    #expect(trust.doubt == .onProbation)
    #expect(trust.take(clock(3_600, error: tenYears, synchronised: true)) == false)
    #expect(trust.take(clock(3_601, error: tenYears, synchronised: true)) == true)
  }

  @Test func absurdReadings_doNotTrap() {
    for wall in [Int64.min, -1, 0, .max] {
      for anchor in [Int64.min, 0, .max] {
        var trust = ClockTrust(
          anchor: ClockReading(
            wallSeconds: anchor, monotonic: .zero, boot: 1, isSynchronised: true))
        _ = trust.take(
          ClockReading(
            wallSeconds: wall, monotonic: .distantFuture, boot: 1, isSynchronised: true))
      }
    }
  }

  @Test func jumpsNeitherFreeNorRollOverACap() throws {
    var cap = CapConfig(name: [], limit: ByteCount(10 << 20))
    cap.period = .day
    for jump in [tenYears, -tenYears] {
      var ledger = Ledger()
      var trust = ClockTrust(anchor: nil)
      var counter: UInt64 = 0
      for step in 0..<40 {
        if step % 10 == 9 {  // Killed and started again, from what the journal has.
          ledger = try #require(Ledger(decoding: ledger.encoded()))
          trust = ClockTrust(anchor: ledger.clock)
        }
        let isAway = (5..<15).contains(step) || (25..<35).contains(step)
        let now = clock(UInt64(step), error: isAway ? jump : 0)
        let date = trust.take(now) ? CivilDate(localSeconds: now.wallSeconds) : nil
        ledger.note(clock: trust.anchor)
        var reading = TrafficReading(boot: 1)
        var up = ClassReadings()
        up[.miner].bytes = counter
        reading.queues.up = up
        ledger.take(reading, caps: [cap], at: now.monotonic, date: date)
        #expect(ledger.usage(of: cap).bytes == counter)
        counter += 100_000
      }
    }
  }

  @Test func everyDoubt_hasItsWords() {
    for doubt in ClockDistrust.allCases {
      #expect(!Text(doubt.code).bytes.isEmpty)
      #expect(!Text(doubt.text).bytes.isEmpty)
    }
  }
}
