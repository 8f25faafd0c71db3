import EdgeTypes
import NetModel
import Testing

@testable import EdgeControl

@Suite struct DisagreementTests {
  private func seconds(_ value: UInt64) -> Instant { Instant(microseconds: value * 1_000_000) }

  /// 100,000 frames of 1,514 bytes by the miner; `seen` is what the rules counted.
  private func reading(_ part: UInt64, seen: UInt64, sent: UInt64? = nil) -> TrafficReading {
    var reading = TrafficReading(boot: 1)
    reading.mergesSegments = false
    var up = ClassReadings()
    (up[.miner].bytes, up[.miner].packets) = (part * 151_400_000, part * 100_000)
    reading.queues.up = up
    var counts = PacketCounts()
    counts[.miner].up = seen
    reading.counts = counts
    reading.sent = sent
    return reading
  }

  private func alarms(_ end: TrafficReading, after time: UInt64 = 60) -> [Disagreement.Pair] {
    var ledger = Ledger()
    ledger.take(reading(0, seen: 0, sent: 0), caps: [], at: seconds(1), date: nil)
    ledger.take(end, caps: [], at: seconds(1 + time), date: nil)
    return ledger.disagreements.map(\.pair)
  }

  @Test func exactAgreement_isSilent() {
    #expect(alarms(reading(1, seen: 150_000_000, sent: 151_400_000)).isEmpty)
  }

  @Test func moreThanOnePercent_isAnAlarm_eitherWay() {
    #expect(alarms(reading(1, seen: 148_400_000)) == [Disagreement.Pair(.miner, .up)])
    #expect(alarms(reading(1, seen: 151_600_000)) == [Disagreement.Pair(.miner, .up)])
    #expect(alarms(reading(1, seen: 148_600_000)).isEmpty)
    #expect(
      alarms(reading(1, seen: 150_000_000, sent: 155_000_000)) == [Disagreement.Pair(nil, .up)])
  }

  @Test func shortStretch_isNotJudged() {
    #expect(alarms(reading(1, seen: 0), after: 59).isEmpty)
  }

  @Test func droppedByTheQueue_isNoDisagreement() {
    var end = reading(1, seen: 153_000_000)
    end.queues.up?[.miner].drops = 2_000
    #expect(alarms(end).isEmpty)
  }

  @Test func mergedSegments_areNoDisagreement() {
    var end = reading(1, seen: 145_000_000)
    end.mergesSegments = true
    #expect(alarms(end).isEmpty)
    end.counts?[.miner].up = 140_000_000
    #expect(alarms(end) == [Disagreement.Pair(.miner, .up)])
  }

  @Test func counterBeginsAnew_startsAnotherStretch_andAgreementEndsTheAlarm() {
    var ledger = Ledger()
    ledger.take(reading(1, seen: 0), caps: [], at: seconds(0), date: nil)
    ledger.take(reading(2, seen: 0), caps: [], at: seconds(60), date: nil)
    #expect(ledger.disagreements.count == 1)
    #expect(!ledger.disagreements[0].text.bytes.isEmpty)
    ledger.take(reading(0, seen: 0), caps: [], at: seconds(61), date: nil)
    ledger.take(reading(1, seen: 150_000_000), caps: [], at: seconds(121), date: nil)
    #expect(ledger.disagreements.isEmpty)
  }

  @Test func classCounters_areReadByMinor_andIncompleteTreesAreNone() {
    func counter(_ minor: UInt16, _ bytes: UInt64, drops: UInt64 = 0) -> TrafficCounters {
      TrafficCounters(
        handle: TrafficHandle(0xED0, minor), bytes: bytes, packets: 1, drops: drops, backlog: 0)
    }
    let tree = [
      counter(1, 60), counter(0x10, 10), counter(0x20, 20), counter(0x21, 5, drops: 2),
      counter(0x100, 15, drops: 3), counter(0x30, 30),
    ]
    let readings = ClassReadings(tree)
    #expect(readings?[.guest].bytes == 20)
    #expect(readings?[.guest].drops == 5)
    #expect(readings?.sum.bytes == 60)
    #expect(ClassReadings(Array(tree.dropLast())) == nil)
  }
}
