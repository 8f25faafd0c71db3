import CLinux
import EdgeTypes
import NetModel
import Testing

@testable import LinuxPort
@testable import NetlinkPort

/// What sets, maps and quotas do to packets, each in a namespace of its own.
@Suite(.enabled(if: mayMakeRules, "needs the right to make network namespaces and nf_tables"))
struct RulesetTrafficTests {
  private let seen = SampleRulesets.name("seen")

  @Test func elementThatEnds_isForgottenByTheKernel() throws {
    try inLoopback { network in
      var set = NamedSet(SampleRulesets.name("open"), [.ipv4Addr])
      set.hasTimeout = true
      set.elements = [SetElement([[127, 0, 0, 1]], timeout: .milliseconds(400))]
      try network.apply([set], Rule([Match([.ipDaddr], in: set.name)], [.counter(seen)]))
      #expect(try network.counted(sending: 10) == 38)
      usleep(600_000)
      #expect(try network.counted(sending: 10) == 38)
    }
  }

  @Test func quotaThatIsUsedUp_letsNothingPast() throws {
    try inLoopback { network in
      let quota = NamedObject(SampleRulesets.name("q"), .quota(bytes: 100, isOver: false))
      try network.apply([], Rule([.quota(quota.name), .counter(seen)]), objects: [quota])
      #expect(try network.counted(sending: 22) == 50)
      #expect(try network.counted(sending: 22) == 100)
      #expect(try network.counted(sending: 22) == 100)
    }
  }

  @Test func packet_entersADynamicSet_andItsElementIsRead() throws {
    try inLoopback { network in
      var set = NamedSet(SampleRulesets.name("met"), [.ipv4Addr, .ipv4Addr])
      (set.hasTimeout, set.isDynamic, set.timeout, set.size) = (true, true, .seconds(60), 16)
      try network.apply(
        [set], Rule([.update(set: set.name, [.ipSaddr, .ipDaddr], timeout: nil), .counter(seen)]))
      #expect(try network.counted(sending: 2) == 30)
      let found = try #require(try network.socket.read(.inet, network.table))
      let met = [[[127, 0, 0, 1], [127, 0, 0, 1]]] as [[[UInt8]]]
      #expect(found.sets.first?.elements.map(\.key) == met)
      // Other rules leave it there.
      try network.apply([set], Rule([.counter(seen)]))
      let kept = try #require(try network.socket.read(.inet, network.table))
      #expect(kept.sets.first?.elements.map(\.key) == met)
    }
  }

  @Test func map_choosesTheCounterAndTheVerdict() throws {
    try inLoopback { network in
      var counters = NamedSet(SampleRulesets.name("who"), [.ipv4Addr], value: .counter)
      counters.elements = [SetElement([[127, 0, 0, 1]], .object(seen))]
      var ways = NamedSet(SampleRulesets.name("ways"), [.ipv4Addr], value: .verdict)
      ways.elements = [SetElement([[127, 0, 0, 2]], .verdict(.accept))]
      try network.apply(
        [counters, ways], Rule([.counter(.map([.ipSaddr], counters.name))]),
        Rule([.vmap([.ipDaddr], map: ways.name)]), Rule([.counter(seen)]))
      // To the first address: counted by the map and, as no verdict ends it, by the last rule.
      #expect(try network.counted(sending: 2) == 60)
      #expect(try network.counted(sending: 2, to: 2) == 90)
    }
  }
}

/// A namespace with nothing but the loopback, and a table over what leaves.
private final class Loopback {
  let socket: NftablesSocket
  let table = SampleRulesets.name("sample")
  /// Without it each datagram would be answered with an error, which leaves as well.
  private let receiver = CLinux.socket(
    AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)

  init() throws {
    socket = try NftablesSocket()
    try LinkSetup().bringUp("lo")
    let any = try #require(SocketAddress(bytes: [0, 0, 0, 0], port: 9))
    try #require(any.withKernelForm { ep_bind(receiver, $0, socklen_t($1)) } == 0)
  }

  deinit { close(receiver) }

  func apply(_ sets: [NamedSet], _ rules: Rule..., objects: [NamedObject] = []) throws {
    var ruleset = Ruleset(.inet, table)
    ruleset.objects = [NamedObject(SampleRulesets.name("seen"), .counter)] + objects
    ruleset.sets = sets
    ruleset.chains = [
      Chain(SampleRulesets.name("out"), BaseChain(.output, priority: 0), rules: rules)
    ]
    try socket.apply(ruleset)
  }

  /// Sends one datagram to 127.0.0.`last`, and says what the counter has then.
  func counted(sending payload: Int, to last: UInt8 = 1) throws -> UInt64? {
    let descriptor = CLinux.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    let address = try #require(SocketAddress(bytes: [127, 0, 0, last], port: 9))
    let bytes = [UInt8](repeating: 0, count: payload)
    let sent = address.withKernelForm {
      ep_send_to(descriptor, bytes, bytes.count, $0, socklen_t($1))
    }
    try #require(sent == payload, "errno \(ep_errno())")
    for reply in try socket.dump(.getObject, of: Ruleset(.inet, table)) {
      guard let counter = reply.attributes(of: .newObject), counter.name(2) == Array("seen".utf8)
      else { continue }
      return counter.nest(4)?.networkNumber(1)
    }
    return nil
  }
}

private func inLoopback(_ body: (Loopback) throws -> Void) throws {
  try inNamespaceOfItsOwn { try body(Loopback()) }
}
