import EdgeControl
import EdgeTypes
import Testing

@Suite struct LineRatesTests {
  /// A line that has learnt what is normal.
  private func quietLine() -> SimulatedLine {
    var line = SimulatedLine()
    line.run(milliseconds: 3_000)
    return line
  }

  @Test func uploadHalved_isBelowTheLineWithin15Samples_andBackAfterItRecovers() throws {
    var line = quietLine()
    line.up.offered = 20_000_000
    line.run(milliseconds: 5_000)
    #expect(line.upload == 10_000_000)
    line.up.capacity = 5_000_000
    let fallen = try #require(line.time(atMost: 10_000) { $0.upload < 5_000_000 })
    #expect(fallen <= 15 * 200)
    #expect(line.download == 40_000_000)
    line.run(milliseconds: 10_000)
    line.forgetWorst()
    line.run(milliseconds: 20_000)
    #expect(line.worstDelay < .milliseconds(200))
    #expect(line.upload > 3_500_000)
    line.up.capacity = 10_000_000
    let climbed = try #require(line.time(atMost: 60_000) { $0.upload == 10_000_000 })
    #expect(climbed <= 20_000)
  }

  @Test(arguments: [(50, 1_000), (30, 3_000), (25, 3_000)] as [(UInt64, UInt64)])
  func downloadThatFallsToPercent_isBelowTheLineInTime(_ percent: UInt64, _ limit: UInt64) throws {
    var line = quietLine()
    line.down.capacity = 400_000 * percent
    line.down.offered = 80_000_000
    line.up.offered = 800_000  // The acknowledgements.
    let fallen = try #require(
      line.time(atMost: 20_000) { $0.download < $0.down.capacity })
    // The first second may pass until somebody looks.
    #expect(fallen <= 1_000 + limit)
    #expect(line.upload == 10_000_000)
  }

  @Test func lineThatIsFullWhenFirstLookedAt_isLoweredToo() {
    var line = SimulatedLine()
    line.up.capacity = 5_000_000
    line.up.offered = 20_000_000
    line.up.queued = 5_000_000
    line.run(milliseconds: 10_000)
    #expect(line.upload < 5_000_000)
    line.run(milliseconds: 20_000)
    #expect(line.rates.baseline.map { $0 < .milliseconds(15) } == true)
  }

  @Test func bothWaysFull_bothAreLowered() throws {
    var line = quietLine()
    (line.up.capacity, line.down.capacity) = (6_000_000, 24_000_000)
    (line.up.offered, line.down.offered) = (20_000_000, 80_000_000)
    #expect(
      line.time(atMost: 6_000) { $0.upload < 6_000_000 && $0.download < 24_000_000 } != nil)
  }

  @Test func secondOfQueue_isNoticedBeforeTheAnswersCome() throws {
    var line = quietLine()
    line.up.offered = 10_000_000
    line.run(milliseconds: 2_000)
    // From one moment to the next a second is waiting.
    line.up.capacity = 8_000_000
    line.up.queued = 8_000_000
    let lowered = try #require(line.time(atMost: 5_000) { $0.upload < 10_000_000 })
    #expect(lowered <= 3 * 200 + 50)
  }

  @Test func idleLine_isNeverLowered() {
    var line = quietLine()
    (line.up.offered, line.down.offered) = (500_000, 500_000)
    for step in 0..<60 {
      line.distance = .milliseconds(step % 2 == 0 ? 10 : UInt64(step) * 20)
      line.run(milliseconds: 1_000) {
        #expect($0.upload == 10_000_000)
        #expect($0.download == 40_000_000)
      }
    }
    #expect(line.rates.pace == .seconds(1))
    #expect(line.changes == 0)
  }

  @Test func longerRouteOnAnIdleLine_isNormalAfter8Seconds() {
    var line = quietLine()
    line.distance = .milliseconds(60)
    line.run(milliseconds: 8_000)
    #expect(line.rates.baseline == .milliseconds(60))
    line.up.offered = 20_000_000
    line.run(milliseconds: 20_000)
    #expect(line.changes == 0)
  }

  @Test func longerRouteUnderFullLoad_costsAtMostAMinute() throws {
    var line = quietLine()
    line.up.offered = 20_000_000
    line.run(milliseconds: 2_000)
    line.distance = .milliseconds(60)
    let lowest = try #require(line.time(atMost: 15_000) { $0.upload == 2_000_000 })
    let back = try #require(line.time(atMost: 60_000) { $0.upload == 10_000_000 })
    #expect(lowest + back <= 60_000)
  }

  @Test func delayForever_neverGoesBelowAFifth() {
    var line = quietLine()
    line.up.offered = 20_000_000
    for step in 0..<60 {
      line.distance = .milliseconds(100 + UInt64(step) * 50)
      line.run(milliseconds: 1_000) { #expect($0.upload >= 2_000_000) }
    }
    #expect(line.upload == 2_000_000)
  }
}

@Suite struct LineRatesAnswersTests {
  private let up = BitRate(bitsPerSecond: 10_000_000)

  @Test func hostThatLeavesRequestsOut_isNotASlowLine() {
    var line = SimulatedLine()
    line.answers = { $0 % 3 == 0 }
    line.run(milliseconds: 5_000)
    line.up.offered = 20_000_000
    line.run(milliseconds: 60_000) { #expect($0.upload == 10_000_000) }
  }

  @Test func hostThatAnswersOnceASecond_costsAtMostOneStepAMinute() {
    var line = SimulatedLine()
    line.run(milliseconds: 3_000)
    line.answers = { $0 % 5 == 0 }
    line.up.offered = 20_000_000
    line.run(milliseconds: 55_000) { #expect($0.upload >= 8_900_000) }
    #expect(line.upload == 10_000_000)
  }

  @Test func hostGoneUnderLoad_theConfiguredRateReturns() throws {
    var line = SimulatedLine()
    line.run(milliseconds: 3_000)
    line.up.offered = 20_000_000
    line.run(milliseconds: 2_000)
    line.answers = { _ in false }
    line.run(milliseconds: 5_000)
    #expect(line.upload < 10_000_000)
    let back = try #require(line.time(atMost: 60_000) { $0.upload == 10_000_000 })
    #expect(back <= 40_000)
    line.run(milliseconds: 60_000) { #expect($0.upload == 10_000_000) }
  }

  @Test func noAnswerEver_changesNothing() {
    var line = SimulatedLine()
    line.answers = { _ in false }
    line.up.offered = 20_000_000
    line.run(milliseconds: 30_000)
    #expect(line.changes == 0)
    #expect(line.rates.baseline == nil)
    #expect(line.rates.pace == .seconds(1))
  }

  @Test func answersOverSatellite_areWaitedFor() throws {
    var line = SimulatedLine()
    line.distance = .milliseconds(600)
    line.run(milliseconds: 8_000)
    #expect(line.rates.baseline == .milliseconds(600))
    line.up.offered = 20_000_000
    line.run(milliseconds: 10_000)
    #expect(line.changes == 0)
    #expect(line.rates.pace >= .milliseconds(600))
    line.up.capacity = 5_000_000
    #expect(line.time(atMost: 8_000) { $0.upload < 5_000_000 } != nil)
  }

  @Test func slowLine_fullFramesAreNoDelay() {
    var line = SimulatedLine(up: 256_000, down: 1_000_000)
    line.run(milliseconds: 3_000)
    line.up.offered = 200_000
    line.up.queued = 12_000  // One frame, 47 ms.
    line.distance = .milliseconds(55)
    line.run(milliseconds: 2_000)
    #expect(line.changes == 0)
  }

  @Test(arguments: [(false, 4), (true, 0)])
  func plainQueues_explainUpTo40Milliseconds(_ arePlain: Bool, _ leastChanges: Int) {
    var line = SimulatedLine(hasPlainQueues: arePlain)
    line.run(milliseconds: 3_000)
    line.down.offered = 80_000_000
    line.run(milliseconds: 1_000)
    line.distance = .milliseconds(50)
    line.run(milliseconds: 10_000)
    #expect(arePlain ? line.changes == 0 : line.changes >= leastChanges)
  }

  @Test func lineBelowItsRate_costsFewKernelChanges() {
    var line = SimulatedLine()
    line.run(milliseconds: 3_000)
    line.up.offered = 20_000_000
    line.up.capacity = 6_000_000
    line.run(milliseconds: 60_000)
    #expect(line.changes > 10)
    #expect(line.changes < 150)
  }

  @Test func countersThatBeginAnew_areSkipped() {
    var rates = LineRates(upload: up, download: up)
    var now = Instant.zero
    for counter in [UInt64.max, 0, .max, 1, 1] {
      _ = rates.begin(sent: counter, received: counter, at: now)
      #expect(rates.answer(.milliseconds(5), at: now.advanced(by: .milliseconds(5))) == false)
      now = now.advanced(by: Interval(microseconds: 1))
    }
    #expect(rates.upload == up)
  }

  @Test func otherHost_isLearntAnew() {
    var rates = LineRates(upload: up, download: nil)
    _ = rates.begin(sent: 0, received: 0, at: .zero)
    _ = rates.answer(.milliseconds(5), at: Instant(microseconds: 5_000))
    #expect(rates.baseline == .milliseconds(5))
    rates.changeHost()
    #expect(rates.baseline == nil)
    #expect(rates.roundTrip == nil)
    #expect(rates.sent == 0)
    #expect(rates.upload == up)
  }
}
