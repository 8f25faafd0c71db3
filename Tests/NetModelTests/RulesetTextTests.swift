import EdgeTypes
import NetModel
import Testing

/// Values and what nft reads of them.
@Suite struct RulesetTextTests {
  @Test func table_isPrintedWithObjectsSetsAndChainsInThisOrder() {
    var ruleset = Ruleset(.netdev, name("door"))
    ruleset.objects = [
      NamedObject(name("seen"), .counter),
      NamedObject(name("enough"), .quota(bytes: 1_000, isOver: true)),
    ]
    var bound = NamedSet(name("bound"), [.etherAddr, .ipv4Addr])
    (bound.isDynamic, bound.hasTimeout, bound.timeout) = (true, true, .milliseconds(1_500))
    bound.size = 64
    bound.elements = [SetElement([[2, 0, 0, 0, 0, 1], [10, 0, 0, 1]], timeout: .seconds(60))]
    var ways = NamedSet(name("ways"), [.mark], value: .verdict)
    ways.elements = [SetElement([[1, 0, 0, 0]], .verdict(.goto(name("in"))))]
    ruleset.sets = [bound, ways]
    ruleset.chains = [
      Chain(name("in"), rules: [Rule([.counter(name("seen"))])]),
      Chain(
        name("first"), BaseChain(.ingress, device: name("eth0"), priority: 0, policy: .drop),
        rules: [Rule([.vmap([.mark], map: name("ways"))])]),
    ]
    #expect(
      string(ruleset.text) == """
        table netdev door {
          counter seen {}
          quota enough { over 1000 bytes }
          set bound {
            type ether_addr . ipv4_addr
            size 64
            flags dynamic,timeout
            timeout 1500ms
            elements = { 02:00:00:00:00:01 . 10.0.0.1 timeout 60s }
          }
          map ways {
            type mark : verdict
            elements = { 0x1 : goto in }
          }
          chain in {
            counter name seen
          }
          chain first {
            type filter hook ingress device "eth0" priority filter; policy drop;
            meta mark vmap @ways
          }
        }

        """)
  }

  @Test func rules_areInNftsWords() {
    let key: [Selector] = [.etherSaddr, .ipSaddr]
    let words: [(Rule, String)] = [
      (
        Rule([.iifname(name("a")), .oifname(name("b")).inverted], [.drop]),
        "iifname \"a\" oifname != \"b\" drop"
      ),
      (Rule([.skuid(7)], [.goto(name("x"))]), "meta skuid 7 goto x"),
      (Rule([Match(.nfproto, [10])], [.accept]), "meta nfproto ipv6 accept"),
      (
        Rule([Match(key, in: name("s")).inverted], [.jump(name("x"))]),
        "ether saddr . ip saddr != @s jump x"
      ),
      (
        Rule([.ctMark(1, mask: 0xFF).inverted], [.quota(name("q"))]),
        "ct mark & 0xff != 0x1 quota name q"
      ),
      (Rule([.counter(.map([.ip6Daddr], name("m")))]), "counter name ip6 daddr map @m"),
      (
        Rule([.setMark(1, keeping: 0), .setCTMark(2, keeping: 0xF0)]),
        "meta mark set 0x1 ct mark set ct mark & 0xf0 | 0x2"
      ),
      (Rule([.setPriority(TrafficHandle(0xED0, 0x30))]), "meta priority set ed0:30"),
      (
        Rule([.update(set: name("s"), key, timeout: .seconds(9))]),
        "update @s { ether saddr . ip saddr timeout 9s }"
      ),
      (
        Rule([.ip6Saddr(IPv6Address(high: 0xFE80 << 48, low: 1))], [.drop]),
        "ip6 saddr fe80:0:0:0:0:0:0:1 drop"
      ),
    ]
    for (rule, text) in words {
      var ruleset = Ruleset(.inet, name("t"))
      ruleset.chains = [Chain(name("c"), rules: [rule])]
      #expect(
        string(ruleset.text) == "table inet t {\n  chain c {\n    \(text)\n  }\n}\n")
    }
  }

  @Test func priority_isThatOfAFirewallsChains_butABridgesIsANumber() {
    for (priority, text) in [(0, "filter"), (10, "filter + 10"), (-5, "filter - 5")] {
      #expect(first(.inet, Int32(priority)).contains("priority \(text); policy accept;"))
    }
    #expect(first(.bridge, -200).contains("priority -200;"))
  }

  private func first(_ family: TableFamily, _ priority: Int32) -> String {
    var ruleset = Ruleset(family, name("t"))
    ruleset.chains = [Chain(name("c"), BaseChain(.forward, priority: priority))]
    return string(ruleset.text)
  }

  private func name(_ text: String) -> [UInt8] { Array(text.utf8) }
  private func string(_ text: Text) -> String { String(decoding: text.bytes, as: UTF8.self) }
}
