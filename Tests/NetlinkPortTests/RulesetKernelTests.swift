import CLinux
import EdgeControl
import EdgeTypes
import NetModel
import Testing

@testable import LinuxPort
@testable import NetlinkPort

/// A ruleset as a value, in the kernel, and as a value again; each in a namespace of its own.
@Suite(.enabled(if: mayMakeRules, "needs the right to make network namespaces and nf_tables"))
struct RulesetKernelTests {
  @Test(arguments: TableFamily.allCases)
  func everyWord_isReadBackAsItWasWritten(family: TableFamily) throws {
    let ruleset = try #require(SampleRulesets.all.first { $0.family == family })
    try inNamespaceOfItsOwn {
      let socket = try NftablesSocket()
      try socket.apply(ruleset)
      let found = try #require(try socket.read(family, ruleset.name))
      expectSame(found, ruleset)
      #expect(try socket.isCurrent(ruleset))
    }
  }

  @Test func routersOwnTable_isReadBackAsItWasWritten() throws {
    try inNamespaceOfItsOwn {
      let socket = try NftablesSocket()
      #expect(try socket.read(.inet, Ruleset.ours) == nil)
      let ruleset = sampleRules(leases: 3).ruleset
      try socket.apply(ruleset)
      #expect(try socket.read(.inet, Ruleset.ours) == ruleset)
    }
  }

  @Test(arguments: TableFamily.allCases)
  func appliedTwice_isTheSame(family: TableFamily) throws {
    let ruleset = try #require(SampleRulesets.all.first { $0.family == family })
    try inNamespaceOfItsOwn {
      let socket = try NftablesSocket()
      try socket.apply(ruleset)
      try socket.apply(ruleset)
      expectSame(try #require(try socket.read(family, ruleset.name)), ruleset)
    }
  }

  @Test func setOrQuotaThatChanges_isSeenAndApplied() throws {
    try inNamespaceOfItsOwn {
      let socket = try NftablesSocket()
      let old = SampleRulesets.inet
      try socket.apply(old)
      var new = old
      let enough = try #require(new.objects.firstIndex { $0.name == Array("enough".utf8) })
      new.objects[enough].kind = .quota(bytes: 5_000, isOver: true)
      #expect(try socket.isCurrent(new) == false)
      try socket.apply(new)
      expectSame(try #require(try socket.read(.inet, new.name)), new)
      let bound = try #require(new.sets.firstIndex { $0.name == Array("bound".utf8) })
      new.sets[bound].timeout = .seconds(30)
      #expect(try socket.isCurrent(new) == false)
      try socket.apply(new)
      expectSame(try #require(try socket.read(.inet, new.name)), new)
      (new.sets, new.chains) = ([], [Chain(Array("other".utf8))])
      try socket.apply(new)
      #expect(try socket.read(.inet, new.name) == new)
    }
  }

  /// The printer and the encoder say the same: what nft makes of the text is our value.
  @Test(arguments: TableFamily.allCases)
  func text_isTheSameToNft(family: TableFamily) throws {
    let ruleset = try #require(SampleRulesets.all.first { $0.family == family })
    try inNamespaceOfItsOwn {
      try nft(ruleset.text)
      let found = try #require(try NftablesSocket().read(family, ruleset.name))
      expectSame(found, ruleset)
    }
  }

  @Test func textOfTheRoutersOwnTable_isTheSameToNft() throws {
    try inNamespaceOfItsOwn {
      let ruleset = sampleRules(leases: 3).ruleset
      try nft(ruleset.text)
      #expect(try NftablesSocket().read(.inet, Ruleset.ours) == ruleset)
    }
  }

  @Test func ruleOfAnotherKind_makesATableUnreadable_andAnotherTableDoesNot() throws {
    try inNamespaceOfItsOwn {
      let socket = try NftablesSocket()
      try socket.apply(SampleRulesets.bridge)
      try nft("table inet other { chain x { tcp dport 22 accept; }; }")
      #expect(try socket.read(.inet, Array("other".utf8)) == nil)
      #expect(try socket.read(.bridge, Array("sample".utf8)) != nil)
    }
  }

  /// Sets and their elements stand in no order.
  private func expectSame(_ found: Ruleset, _ wanted: Ruleset) {
    #expect(found.objects == wanted.objects)
    #expect(sorted(found.sets) == sorted(wanted.sets))
    #expect(found.chains.map(\.name) == wanted.chains.map(\.name))
    for (one, other) in zip(found.chains, wanted.chains) {
      #expect(one.base == other.base)
      #expect(one.rules.count == other.rules.count)
      for (rule, wanted) in zip(one.rules, other.rules) { #expect(rule == wanted) }
    }
  }

  private func sorted(_ sets: [NamedSet]) -> [NamedSet] {
    var sets = sets
    for index in sets.indices {
      sets[index].elements.sort { one, other in
        one.key.joined().lexicographicallyPrecedes(other.key.joined())
      }
    }
    return sets.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }
}

/// Gives a text to `nft -f`, in the namespace that the thread is in.
func nft(_ text: Text) throws {
  let pipe = try #require(popen("nft -f -", "w"))
  let bytes = text.bytes
  #expect(fwrite(bytes, 1, bytes.count, pipe) == bytes.count)
  #expect(pclose(pipe) == 0, "\(String(decoding: bytes, as: UTF8.self))")
}
