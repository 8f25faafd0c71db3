import EdgeTypes
import Testing

@testable import EdgeControl

@Suite struct MeterTests {
  /// A journal that an older program wrote must mean the same.
  @Test func orderOfTheJournal_isThatOfItsFirstVersion() {
    let names = Meter.all.map { meter in
      switch meter.source {
      case .line: "line \(meter.direction.code)"
      case .queue(let one): "queue \(one.code) \(meter.direction.code)"
      case .rule(let one): "rule \(one.code) \(meter.direction.code)"
      }
    }
    #expect(
      names == [
        "line up", "line down", "queue owner up", "queue owner down", "queue guest up",
        "queue guest down", "queue miner up", "queue miner down", "rule guest up",
        "rule guest down", "rule miner up", "rule miner down",
      ])
    #expect(CapScope.allCases.map(\.rawValue) == [0, 1, 2])
    for (index, meter) in Meter.all.enumerated() { #expect(meter.index == index) }
  }

  @Test func recordOfTheFirstVersion_hasItsLength() {
    // Head 35, totals 48, mask and counters 98, number of meters 2.
    #expect(Ledger().encoded().count == 183)
    #expect(Ledger().encoded().prefix(2) == [2, 1])
  }
}
