import EdgeControl
import EdgeTypes
import NetModel
import Testing

/// What the planner's rules become in nft's words.
@Suite struct TrafficRulesetTests {
  @Test func tableWithGuestsAndMiner_hasChainsInTheOrderOfTheirUse() {
    let table = sampleRules(leases: 2).ruleset
    let names = table.chains.map { String(decoding: $0.name, as: UTF8.self) }
    #expect(names == ["guests", "forward", "output", "input"])
    #expect(table.chains[0].base == nil)
    #expect(table.chains[1].base?.hook == .forward)
    // The counter, two addresses for each lease, and everybody else.
    #expect(table.chains[0].rules.count == 1 + 4 + 1)
  }

  @Test func stoppedGuests_areDroppedBothWays_andOnlyWhatHasArrivedIsCounted() throws {
    var rules = sampleRules(leases: 2)
    rules.stopsGuests = true
    let table = rules.ruleset
    let forward = try #require(table.chains.first)
    #expect(forward.base?.hook == .forward)
    #expect(forward.rules.map(\.statements.last) == [.drop, .drop])
    #expect(!forward.rules[0].statements.contains(.counter(Array("guest_up".utf8))))
    #expect(forward.rules[1].statements.contains(.counter(Array("guest_down".utf8))))
    #expect(table.chains.count == 3, "nobody goes to the chain of the guests")
  }

  @Test func nothingToTellApart_givesNoChain() {
    var rules = sampleRules(leases: 3)
    (rules.guestDevice, rules.minerUser) = (nil, nil)
    #expect(rules.ruleset.chains.isEmpty)
  }

  @Test func noMarks_noConnectionTrackingIsAskedFor() {
    var rules = sampleRules(leases: 1)
    rules.marksConnections = false
    let all = rules.ruleset.chains.flatMap(\.rules)
    #expect(!all.flatMap(\.matches).contains { $0.key.contains(.ctMark) })
    #expect(
      !all.flatMap(\.statements).contains { if case .setCTMark = $0 { true } else { false } })
  }

  @Test func connectionMark_leavesOtherBitsAlone() {
    let statements = sampleRules(leases: 0).ruleset.chains.flatMap(\.rules).flatMap(\.statements)
    #expect(statements.contains(.setCTMark(0xED00_0030, keeping: 0x00FF_0000)))
  }

  @Test func interfaceNameComparison_isSixteenBytesWide() {
    for name in ["w", "fifteen-letters", "a-name-that-no-interface-can-have"] {
      var rules = sampleRules(leases: 0)
      rules.wan = Array(name.utf8)
      for case .value(let value) in rules.ruleset.chains[2].rules[0].matches.prefix(1)
        .map(\.operand)
      {
        #expect(value.count == 16)
        #expect(value.last == 0)
      }
    }
  }

  @Test func text_isWhatNftTakes() {
    var rules = sampleRules(leases: 1)
    #expect(
      String(decoding: rules.ruleset.text.bytes, as: UTF8.self) == """
        table inet edgepoint {
          counter miner_up {}
          counter miner_down {}
          counter guest_up {}
          counter guest_down {}
          chain guests {
            counter name guest_up
            ip saddr 10.99.1.0 \(verdict("100"))
            ip6 saddr fd77:0:0:0:0:0:0:0 \(verdict("100"))
            \(verdict("21"))
          }
          chain forward {
            type filter hook forward priority filter + 10; policy accept;
            iifname "guest0" oifname "wan0" goto guests
            iifname "wan0" oifname "guest0" counter name guest_down
          }
          chain output {
            type filter hook output priority filter + 10; policy accept;
            oifname "wan0" meta skuid 12345 counter name miner_up \(verdict("30"))
            oifname "wan0" ct mark & 0xff00ffff == 0xed000030 counter name miner_up \(verdict("30"))
          }
          chain input {
            type filter hook input priority filter + 10; policy accept;
            iifname "wan0" ct mark & 0xff00ffff == 0xed000030 counter name miner_down
          }
        }

        """)
    (rules.stopsGuests, rules.marksConnections, rules.minerUser) = (true, false, nil)
    #expect(
      String(decoding: rules.ruleset.text.bytes, as: UTF8.self).contains(
        """
          chain forward {
            type filter hook forward priority filter + 10; policy accept;
            iifname "guest0" oifname "wan0" drop
            iifname "wan0" oifname "guest0" counter name guest_down drop
          }
        }

        """))
  }

  private func verdict(_ minor: String) -> String {
    let mark = 0xED00_0000 + (Int(minor, radix: 16) ?? 0)
    return "meta priority set ed0:\(minor) ct mark set ct mark & 0xff0000 "
      + "| 0x\(String(mark, radix: 16)) accept"
  }
}

/// Everything at once: a miner, guests, connection marks, and leases with two addresses each.
func sampleRules(leases: Int) -> PacketRules {
  var rules = PacketRules(
    wan: Array("wan0".utf8), minerClass: TrafficHandle(0xED0, 0x30),
    guestClass: TrafficHandle(0xED0, 0x21))
  (rules.minerUser, rules.guestDevice) = (12_345, Array("guest0".utf8))
  rules.marksConnections = true
  for number in 0..<leases {
    rules.leases.append(
      LeaseRule(
        address: IPv4Address(bits: 0x0A63_0100 + UInt32(number)),
        address6: IPv6Address(high: 0xFD77 << 48, low: UInt64(number)),
        guestClass: TrafficHandle(0xED0, UInt16(0x100 + number))))
  }
  return rules
}
