import EdgeControl
import EdgeTypes
import Testing

@Suite struct LineRatesTests {
  private let up = BitRate(bitsPerSecond: 10_000_000)
  private let down = BitRate(bitsPerSecond: 40_000_000)

  /// Plays samples of 200 ms: round trip in milliseconds, parts of the line in percent.
  private func play(
    _ rates: inout LineRates, count: Int, roundTrip: UInt64?, upload: UInt64, download: UInt64,
    from start: inout (sent: UInt64, received: UInt64, now: Instant)
  ) {
    for _ in 0..<count {
      start.sent += up.bytesPerSecond / 500 * upload
      start.received += down.bytesPerSecond / 500 * download
      start.now = start.now.advanced(by: .milliseconds(200))
      _ = rates.take(
        roundTrip: roundTrip.map { .milliseconds($0) }, sent: start.sent,
        received: start.received, at: start.now)
    }
  }

  @Test func delayWhileUploading_lowersTheUploadOnly_andItComesBack() throws {
    var rates = LineRates(upload: up, download: down)
    var at = (sent: UInt64(0), received: UInt64(0), now: Instant.zero)
    play(&rates, count: 10, roundTrip: 10, upload: 5, download: 5, from: &at)
    #expect(rates.upload == up)
    #expect(rates.pace == .seconds(1))
    play(&rates, count: 6, roundTrip: 200, upload: 100, download: 5, from: &at)
    #expect(rates.pace == .milliseconds(200))
    #expect(try #require(rates.upload) < up)
    #expect(rates.download == down)
    play(&rates, count: 200, roundTrip: 10, upload: 20, download: 5, from: &at)
    #expect(rates.upload == up)
  }

  @Test func delayWithoutLoad_isNotOurs() {
    var rates = LineRates(upload: up, download: down)
    var at = (sent: UInt64(0), received: UInt64(0), now: Instant.zero)
    play(&rates, count: 10, roundTrip: 10, upload: 5, download: 5, from: &at)
    play(&rates, count: 50, roundTrip: 500, upload: 5, download: 5, from: &at)
    #expect(rates.upload == up)
    #expect(rates.download == down)
  }

  @Test func delayForever_leavesAFifth() {
    var rates = LineRates(upload: up, download: nil)
    var at = (sent: UInt64(0), received: UInt64(0), now: Instant.zero)
    play(&rates, count: 5, roundTrip: 10, upload: 5, download: 0, from: &at)
    for step in 0..<500 {
      play(
        &rates, count: 1, roundTrip: 500 + UInt64(step) * 10, upload: 100, download: 0, from: &at)
    }
    #expect(rates.upload == BitRate(bitsPerSecond: 2_000_000))
    #expect(rates.download == nil)
  }

  @Test func noAnswer_changesNothing() {
    var rates = LineRates(upload: up, download: down)
    var at = (sent: UInt64(0), received: UInt64(0), now: Instant.zero)
    play(&rates, count: 50, roundTrip: nil, upload: 100, download: 100, from: &at)
    #expect(rates.upload == up)
    #expect(rates.pace == .milliseconds(200))
  }

  @Test func countersThatBeginAnew_areSkipped() {
    var rates = LineRates(upload: up, download: down)
    #expect(
      rates.take(roundTrip: .milliseconds(5), sent: .max, received: .max, at: .zero) == false)
    #expect(
      rates.take(
        roundTrip: .milliseconds(5), sent: 0, received: 0, at: Instant(microseconds: 1)) == false)
    _ = rates.take(
      roundTrip: .milliseconds(5), sent: .max, received: .max, at: Instant(microseconds: 2))
  }
}
