import EdgeControl
import Testing

@Suite struct LEDTests {
  private func code(_ change: (inout StatusDocument) -> Void) -> LEDCode {
    var document = StatusDocument()
    document.miner.activity = .hashing
    var pool = PoolStatus(url: [])
    pool.state = .working
    document.miner.pools = [pool]
    change(&document)
    return document.ledCode
  }

  @Test func oneThingAtATime_hasItsOwnCode() {
    #expect(code { _ in } == .mining)
    #expect(code { $0.miner.activity = .idle } == .healthy)
    #expect(code { $0.miner.reason = .disabled } == .healthy)
    #expect(code { $0.miner.reason = .noPayee } == .configTrouble)
    #expect(code { $0.miner.reason = .hot } == .paused)
    #expect(code { $0.miner.reason = .noPool } == .poolTrouble)
    #expect(code { $0.wan.up = false } == .noWAN)
    #expect(code { $0.storage.writable = false } == .configTrouble)
    #expect(code { $0.config.verdict = .invalidKeptRunning } == .configTrouble)
    #expect(code { $0.miner.pools[0].state = .backingOff } == .poolTrouble)
    #expect(code { $0.miner.pools[0].state = .disabled } == .poolTrouble)
  }

  @Test func severalThings_theMostUrgentIsShown() {
    #expect(code { ($0.wan.up, $0.storage.writable) = (false, false) } == .configTrouble)
    #expect(code { ($0.wan.up, $0.miner.reason) = (false, .noPool) } == .noWAN)
    #expect(code { ($0.wan.up, $0.miner.reason) = (false, .disabled) } == .noWAN)
  }

  @Test func onePoolOfTwoBacksOff_isNoNews() {
    let shown = code {
      $0.miner.pools.append($0.miner.pools[0])
      $0.miner.pools[1].state = .backingOff
    }
    #expect(shown == .mining)
  }

  @Test(arguments: [(2, "1010000000"), (3, "101010000000"), (4, "10101010000000")])
  func blinks_areThatManyThenDark(_ count: Int, _ wanted: String) {
    let shown = (0..<UInt64(wanted.count) * 2).map {
      LEDPattern.blinks(count).isLit(atStep: $0) == true ? "1" : "0"
    }
    #expect(shown.joined() == wanted + wanted)
  }

  @Test func kernelPatterns_areNotSwitchedByUs() {
    #expect(LEDPattern.heartbeat.isLit(atStep: 0) == nil)
    #expect(LEDPattern.blinks(0).isLit(atStep: 0) == nil)
    #expect(LEDCode.noWAN.pattern == .blink(onMilliseconds: 1000, offMilliseconds: 1000))
  }
}
