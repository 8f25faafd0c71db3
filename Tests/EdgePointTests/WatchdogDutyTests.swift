import EdgeTypes
import Testing

@testable import EdgePoint

private let start = Instant.zero.advanced(by: .seconds(100))

extension WatchdogDuty {
  /// Ends a round in which `parts` had their turn, so many seconds after the start.
  fileprivate mutating func round(_ parts: [Part], after seconds: UInt64) -> Bool {
    for part in parts { note(part) }
    return endRound(at: start.advanced(by: .seconds(seconds)))
  }
}

@Suite struct WatchdogDutyTests {
  private let all = WatchdogDuty.Part.allCases

  @Test func wholeRounds_inTime_feedEachTime() {
    var duty = WatchdogDuty(timeout: .seconds(30), at: start)
    let fed = (1...5).map { duty.round(all, after: $0) }
    #expect(fed == [true, true, true, true, true])
  }

  @Test(arguments: WatchdogDuty.Part.allCases)
  func roundWithoutOnePart_feedsNothing(_ missing: WatchdogDuty.Part) {
    var duty = WatchdogDuty(timeout: .seconds(30), at: start)
    let without = duty.round(all.filter { $0 != missing }, after: 1)
    // What had its turn in that round does not count for the next.
    let rest = duty.round([missing], after: 2)
    let whole = duty.round(all, after: 3)
    #expect([without, rest, whole] == [false, false, true])
  }

  @Test func lateRound_feedsNothing_theNextInTimeDoes() {
    var duty = WatchdogDuty(timeout: .seconds(30), at: start)
    let fed = [15, 31, 32].map { duty.round(all, after: $0) }
    #expect(fed == [true, false, true])
  }

  @Test func loopThatIsAlwaysLate_neverFeeds() {
    var duty = WatchdogDuty(timeout: .seconds(30), at: start)
    let fed = [16, 32, 48, 64].map { duty.round(all, after: $0) }
    #expect(fed == [false, false, false, false])
  }
}
