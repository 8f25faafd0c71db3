import EdgeTypes
import NetModel

/// Tables that use every word of the rule language, for each family.
enum SampleRulesets {
  static let wan = name("wan0")

  static var all: [Ruleset] { [inet, bridge, netdev] }

  static var inet: Ruleset {
    var ruleset = Ruleset(.inet, name("sample"))
    ruleset.objects = [
      NamedObject(name("seen"), .counter), NamedObject(name("sent"), .counter),
      NamedObject(name("enough"), .quota(bytes: 307_200, isOver: true)),
      NamedObject(name("little"), .quota(bytes: 1_000, isOver: false)),
    ]
    ruleset.sets = [closed, bound, quotas, sent, ways]
    ruleset.chains = [
      Chain(name("other"), rules: [Rule([.counter(name("seen"))])]),
      Chain(
        name("first"), BaseChain(.prerouting, priority: -150, policy: .accept), rules: matches),
      Chain(
        name("last"), BaseChain(.postrouting, priority: 0, policy: .drop), rules: statements),
    ]
    return ruleset
  }

  private static var matches: [Rule] {
    let guest = IPv4Address(bits: 0x0A4D_0002)
    let neighbour = IPv6Address(high: 0xFE80 << 48, low: 1)
    return [
      Rule([.iifname(wan), .ipSaddr(guest)], [.accept]),
      Rule([.iifname(name("lo")).inverted, .ip6Saddr(neighbour).inverted], [.drop]),
      Rule([Match([.ipDaddr], in: name("closed"))], [.jump(name("other"))]),
      Rule([Match([.ipSaddr], in: name("closed")).inverted], [.accept]),
      Rule([Match([.etherSaddr, .ipSaddr], in: name("bound")).inverted], [.drop]),
      Rule([.ctMark(0xED00_0030, mask: 0xFF00_FFFF)], [.counter(name("seen"))]),
      Rule([Match(.mark, nativeBytes(3), mask: nativeBytes(7)).inverted], [.drop]),
      Rule([Match(.ip6Daddr, [UInt8](repeating: 0x20, count: 16))], [.accept]),
      Rule([Match(.nfproto, [10])], [.accept]),
    ]
  }

  private static var statements: [Rule] {
    [
      Rule([.oifname(wan), .skuid(990)], [.quota(name("enough")), .drop]),
      Rule([.quota(name("little")), .accept]),
      Rule([.quota(.map([.etherSaddr], name("quotas"))), .drop]),
      Rule([.counter(.map([.ipSaddr], name("sent"))), .setMark(3, keeping: 0)]),
      Rule([.setMark(0xE1_0000, keeping: 0xFF00_FFFF), .setCTMark(1, keeping: 0)]),
      Rule([.setPriority(TrafficHandle(0xED0, 0x30)), .setCTMark(5, keeping: 0xFFFF_0000)]),
      Rule([.update(set: name("bound"), [.etherSaddr, .ipSaddr], timeout: .seconds(90))]),
      Rule([.update(set: name("bound"), [.etherSaddr, .ipSaddr], timeout: nil)]),
      Rule([.vmap([.ipDaddr], map: name("ways"))]),
      Rule([.oifname(wan)], [.goto(name("other"))]),
    ]
  }

  private static var closed: NamedSet {
    var set = NamedSet(name("closed"), [.ipv4Addr])
    (set.hasTimeout, set.size) = (true, 1_024)
    set.elements = [
      SetElement([[10, 0, 0, 1]]), SetElement([[10, 0, 0, 2]], timeout: .seconds(3_600)),
    ]
    return set
  }

  private static var bound: NamedSet {
    var set = NamedSet(name("bound"), [.etherAddr, .ipv4Addr])
    (set.hasTimeout, set.isDynamic) = (true, true)
    (set.timeout, set.size) = (.seconds(60), 64)
    return set
  }

  private static var quotas: NamedSet {
    var map = NamedSet(name("quotas"), [.etherAddr], value: .quota)
    map.elements = [SetElement([[2, 0xED, 0, 0, 0, 1]], .object(name("enough")))]
    return map
  }

  private static var sent: NamedSet {
    var map = NamedSet(name("sent"), [.ipv4Addr], value: .counter)
    map.elements = [SetElement([[10, 0, 0, 2]], .object(name("seen")))]
    return map
  }

  private static var ways: NamedSet {
    var map = NamedSet(name("ways"), [.ipv4Addr], value: .verdict)
    map.elements = [
      SetElement([[10, 0, 0, 3]], .verdict(.drop)),
      SetElement([[10, 0, 0, 4]], .verdict(.goto(name("other")))),
    ]
    return map
  }

  static var bridge: Ruleset {
    var ruleset = Ruleset(.bridge, name("sample"))
    ruleset.objects = [NamedObject(name("seen"), .counter)]
    ruleset.chains = [
      Chain(
        name("between"), BaseChain(.forward, priority: -200, policy: .drop),
        rules: [
          Rule([.iifname(name("port1")), .ipSaddr(IPv4Address(bits: 1))], [.accept]),
          Rule(
            [Match(.etherDaddr, [2, 0, 0, 0, 0, 1])], [.counter(name("seen")), .drop]),
          Rule([Match(.ip6Saddr, [UInt8](repeating: 1, count: 16))], [.accept]),
        ])
    ]
    return ruleset
  }

  static var netdev: Ruleset {
    var ruleset = Ruleset(.netdev, name("sample"))
    var banned = NamedSet(name("banned"), [.etherAddr])
    (banned.hasTimeout, banned.size) = (true, 16)
    banned.elements = [SetElement([[2, 0, 0, 0, 0, 9]], timeout: .seconds(600))]
    ruleset.sets = [banned]
    ruleset.chains = [
      Chain(
        name("door"), BaseChain(.ingress, device: name("lo"), priority: 0, policy: .accept),
        rules: [
          Rule([Match([.etherSaddr], in: name("banned"))], [.drop]),
          Rule(
            [Match(.etherSaddr, [0, 0, 0, 0, 0, 0], mask: [1, 0, 0, 0, 0, 0]).inverted], [.drop]),
          Rule([.ipSaddr(IPv4Address(bits: 0x7F00_0001))], [.setMark(1, keeping: 0), .accept]),
        ]),
      Chain(
        name("hall"), BaseChain(.egress, device: name("lo"), priority: 0, policy: .drop),
        rules: [Rule([Match(.etherType, [8, 6])], [.accept])]),
    ]
    return ruleset
  }

  static func name(_ text: String) -> [UInt8] { Array(text.utf8) }
}
