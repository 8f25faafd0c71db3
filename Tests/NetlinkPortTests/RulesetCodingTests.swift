import EdgeTypes
import NetModel
import Testing

@testable import NetlinkPort

/// The decoder over what the encoder made, and over what nobody would make.
@Suite struct RulesetCodingTests {
  @Test(arguments: TableFamily.allCases)
  func everyRule_isReadBackFromItsSteps(family: TableFamily) throws {
    let ruleset = try #require(SampleRulesets.all.first { $0.family == family })
    for rule in ruleset.chains.flatMap(\.rules) {
      #expect(Rule(rule.expressions(in: family), in: family, sets: ruleset.sets) == rule)
    }
  }

  @Test func dependency_isWrittenOnceForAllThatNeedsIt() {
    let address = IPv4Address(bits: 1)
    let rule = Rule(
      [.ipSaddr(address), Match(.ipDaddr, address.bytes)], [.vmap([.ipSaddr], map: [0x6D])])
    let loads = rule.expressions(in: .inet).filter { $0 == .load(.meta(15), word: 0) }
    #expect(loads.count == 1)
    #expect(!rule.expressions(in: .bridge).contains(.load(.meta(15), word: 0)))
  }

  @Test func stepsThatMakeNoRule_areRefused() {
    let load = RuleExpression.load(.meta(3), word: 0)
    let linkType = RuleExpression.Load.payload(base: 0, offset: 12, length: 2)
    let compare = RuleExpression.compare([1, 0, 0, 0], isInverted: false)
    let wrong: [[RuleExpression]] = [
      [load], [compare], [load, load, compare], [load, .compare([1], isInverted: false)],
      [.verdict(0, chain: nil), load, compare], [.store(.meta(3))], [.set([1])],
      [.load(.meta(3), word: 1), compare], [.load(.meta(999), word: 0), compare],
      [.set([1, 0, 0, 0]), .store(.meta(6))], [.object(type: 9, name: [1])],
      [.objectMap([1])], [.verdictMap([1])], [.verdict(-5, chain: nil)],
      [.load(linkType, word: 0), .load(.meta(3), word: 1), .lookup(set: [1], isInverted: false)],
      [.load(.meta(3), word: 0), .load(linkType, word: 1), .lookup(set: [1], isInverted: false)],
      [.verdict(-3, chain: nil)], [load, .bitwise(and: [1], xor: [1]), compare],
      [
        .load(.payload(base: 0, offset: 12, length: 2), word: 0),
        .compare([8, 6], isInverted: false),
      ],
    ]
    for steps in wrong { #expect(Rule(steps, in: .inet, sets: []) == nil, "\(steps)") }
    #expect(Rule([load, compare], in: .inet, sets: []) != nil)
  }

  @Test func keysOfSets_areSplitAsTheyWereJoined() {
    for types: [DataType] in [[.etherAddr], [.etherAddr, .ipv4Addr], [.ipv6Addr, .etherAddr]] {
      let parts = types.map { [UInt8](repeating: 7, count: $0.width) }
      let key = zip(parts, types).flatMap { $0.padded(in: types, $1) }
      #expect(types.count == 1 || key.count % 4 == 0)
      #expect(DataType.split(key, types) == parts)
      #expect(DataType.split(key + [0], types) == nil)
      #expect(DataType.split(Array(key.dropLast()), types) == nil)
      #expect(DataType.list(types.reduce(0) { $0 << 6 | $1.number }) == types)
    }
    #expect(DataType.list(0) == nil && DataType.list(63) == nil)
  }

  @Test func registers_areNamedAsTheKernelDoes() {
    #expect([0, 1, 2, 3, 4, 8].map { RuleRegister.number(word: $0) } == [1, 9, 10, 11, 2, 3])
    for word in 0..<UInt32(16) {
      #expect(RuleRegister.word(UInt64(RuleRegister.number(word: word))) == word)
    }
    for number: UInt64 in [0, 5, 7, 24, .max] { #expect(RuleRegister.word(number) == nil) }
  }

  @Test func everyPrefixAndEveryChangedByte_ofEveryMessage_isSurvived() {
    for ruleset in SampleRulesets.all {
      var transaction = RulesTransaction(ruleset.family, table: ruleset.name, first: 1)
      transaction.replace([], by: ruleset)
      for message in netlinkMessages(in: transaction.bytes) {
        let body = Array(message.body)
        for count in body.indices { read(message.type, Array(body.prefix(count)), ruleset) }
        for position in body.indices {
          for value in [UInt8(0), 3, 0x80, 0xFF] {
            var changed = body
            changed[position] = value
            read(message.type, changed, ruleset)
          }
        }
      }
    }
  }

  private func read(_ type: UInt16, _ body: [UInt8], _ ruleset: Ruleset) {
    let record = NetlinkMessage(type: type, flags: 0, sequence: 0, port: 0, body: body[...])
    _ = (record.chain(of: ruleset.name), record.rule(of: ruleset.name))
    if let rule = record.attributes(of: .newRule) { _ = Rule(rule, in: ruleset) }
    if let set = record.attributes(of: .newSet) { _ = NamedSet(set) }
    if let object = record.attributes(of: .newObject) { _ = NamedObject(object) }
    for (_, one) in record.attributes(of: .newElements)?.nest(3)?.list ?? [] {
      _ = SetElement(NetlinkAttributes(one), type: ruleset.sets.first?.key ?? [])
    }
  }
}
