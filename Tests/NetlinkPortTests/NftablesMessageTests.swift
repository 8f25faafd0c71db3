import EdgeControl
import EdgeTypes
import NetModel
import Testing

@testable import NetlinkPort

@Suite struct NftablesMessageTests {
  @Test func anyDifference_changesTheDigest() {
    let base = sampleRules(leases: 2)
    var others = [base, base, base, base, base, base, base]
    others[0].wan = Array("wan1".utf8)
    others[1].minerUser = 1001
    others[2].minerClass = TrafficHandle(0xED0, 0x31)
    others[3].leases.swapAt(0, 1)
    others[4].marksConnections = false
    others[5].leases.removeLast()
    others[6].stopsGuests = true
    let digests = Set(([base] + others).map { $0.ruleset.digest })
    #expect(digests.count == 8)
    #expect(base.ruleset.digest == sampleRules(leases: 2).ruleset.digest)
  }

  @Test func comparison_isEncodedAsTheKernelReadsIt() {
    var list = AttributeWriter()
    RuleExpression.compare([2], isInverted: false).write(to: &list)
    #expect(
      list.bytes == [
        0x2C, 0, 1, 0x80, 8, 0, 1, 0, 0x63, 0x6D, 0x70, 0,  // "cmp"
        0x20, 0, 2, 0x80, 8, 0, 1, 0, 0, 0, 0, 1,  // register 1
        8, 0, 2, 0, 0, 0, 0, 0,  // equal
        12, 0, 3, 0x80, 5, 0, 1, 0, 2, 0, 0, 0,  // one byte, three of padding
      ])
  }

  @Test func transaction_isFramedAndAsksForOneAnswer() throws {
    var transaction = RulesTransaction(table: Ruleset.ours, first: 7)
    transaction.replace([Array("old".utf8)], by: sampleRules(leases: 64).ruleset)
    transaction.finish(committing: true)
    let messages = netlinkMessages(in: transaction.bytes)
    #expect(messages.count == transaction.count + 2)
    #expect(messages.map(\.sequence) == Array(7..<7 + UInt32(messages.count)))
    #expect(messages.first?.type == 0x10)
    #expect(messages.last?.type == 0x11)
    let answered = messages.filter { $0.flags & 4 != 0 }
    #expect(answered.map(\.sequence) == [transaction.last])
    #expect(messages.filter(\.isAboutOurTable).count == transaction.count)
    #expect(messages.reduce(0) { $0 + 16 + $1.body.count } == transaction.bytes.count)
  }

  @Test func checkedOnly_hasNoEnd() {
    var transaction = RulesTransaction(table: Ruleset.ours, first: 1)
    transaction.deleteTable()
    transaction.finish(committing: false)
    #expect(netlinkMessages(in: transaction.bytes).map(\.type) == [0x10, 0x0A02])
  }

  @Test func rulesWrittenAndRead_areWhatIsExpected() {
    let table = sampleRules(leases: 2).ruleset
    var transaction = RulesTransaction(table: Ruleset.ours, first: 1)
    transaction.replace([], by: table)
    let messages = netlinkMessages(in: transaction.bytes)
    let seen = KernelRules(
      chains: messages.filter { $0.chainName(of: Ruleset.ours) != nil }
        .map { $0.chain(of: Ruleset.ours) },
      rules: messages.compactMap { $0.rule(of: Ruleset.ours) })
    #expect(seen == table.expected)
  }

  @Test func everyPrefixAndEveryChangedByte_isSurvived() {
    var transaction = RulesTransaction(table: Ruleset.ours, first: 1)
    transaction.replace([], by: sampleRules(leases: 0).ruleset)
    let whole = Array(transaction.bytes.prefix(900)) + counterReply() + errorReply(code: 1)
    for count in 0...whole.count { readAll(Array(whole.prefix(count))) }
    for position in whole.indices {
      for value in [UInt8(0), 1, 3, 0x7F, 0x80, 0xFF] {
        var changed = whole
        changed[position] = value
        readAll(changed)
      }
    }
    #expect(netlinkMessages(in: whole + [1, 2, 3]).count == netlinkMessages(in: whole).count)
  }

  @Test func counter_isRead() throws {
    let reply = try #require(netlinkMessages(in: counterReply()).first)
    let counter = try #require(reply.counter)
    #expect(counter.name == TrafficClass.miner.counter(.down))
    #expect(counter.bytes == 0x0102_0304_0506_0708)
  }

  @Test func counterOfAnotherTable_isNotOurs() throws {
    let reply = try #require(netlinkMessages(in: counterReply(table: "fw4")).first)
    #expect(reply.counter == nil)
    #expect(!reply.isAboutOurTable)
  }

  @Test func error_isPositiveAndTotal() throws {
    #expect(netlinkMessages(in: errorReply(code: 2)).first?.errorCode == 2)
    #expect(netlinkMessages(in: errorReply(code: 0)).first?.errorCode == 0)
    #expect(netlinkMessages(in: errorReply(code: .min)).first?.errorCode == .max)
    #expect(NetlinkMessage(type: 2, flags: 0, sequence: 0, port: 0, body: [1]).errorCode == .max)
  }

  @Test func flowTable_isReadWithItsDevices() {
    var attributes = AttributeWriter()
    attributes.write(1, name: Array("fw4".utf8))
    attributes.write(2, name: Array("ft".utf8))
    attributes.write(3) { hook in
      hook.write(3) { devices in
        for name in ["wan0", "lan1"] { devices.write(1, name: Array(name.utf8)) }
      }
    }
    attributes.write(7, 1)
    let message = netfilterMessage(
      type: 10 << 8 | 22, flags: 0, sequence: 1, family: 1, resource: 0,
      attributes: attributes.bytes)
    let expected = FlowTable(
      table: Array("fw4".utf8), name: Array("ft".utf8),
      devices: [Array("wan0".utf8), Array("lan1".utf8)], isInHardware: true)
    #expect(netlinkMessages(in: message).map(\.flowTable) == [expected])
    for count in message.indices { readAll(Array(message[..<count])) }
  }

  private func readAll(_ datagram: [UInt8]) {
    for reply in netlinkMessages(in: datagram) {
      _ = (reply.errorCode, reply.counter, reply.isAboutOurTable)
      _ = (reply.chain(of: Ruleset.ours), reply.rule(of: Ruleset.ours))
      _ = reply.flowTable
    }
  }

  private func counterReply(table: String = "edgepoint") -> [UInt8] {
    var attributes = AttributeWriter()
    attributes.write(1, name: Array(table.utf8))
    attributes.write(2, name: TrafficClass.miner.counter(.down))
    attributes.write(3, 1)
    attributes.write(4) { $0.write(1, bytes: [1, 2, 3, 4, 5, 6, 7, 8]) }
    return netfilterMessage(
      type: 0x0A12, flags: 0, sequence: 1, family: 1, resource: 0, attributes: attributes.bytes)
  }

  private func errorReply(code: Int32) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt32(20))
    writer.write(UInt16(2))
    writer.write(bytes: [UInt8](repeating: 0, count: 10))
    writer.write(UInt32(bitPattern: 0 &- code))
    return writer.bytes
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
