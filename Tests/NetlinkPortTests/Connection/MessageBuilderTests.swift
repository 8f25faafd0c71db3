import EdgeTypes
import Testing

@testable import NetlinkPort

@Suite struct MessageBuilderTests {
  @Test func message_isFramedPaddedAndReadAsItWasWritten() throws {
    let builder = MessageBuilder(type: 0x1234, flags: NetlinkFlag.create, sequence: 9)
    var fixed = ByteWriter()
    fixed.write(UInt8(7))
    builder.append(fixed)
    builder.put(1, name: "wan")
    builder.nest(2) {
      builder.put(1, number: UInt64(0x0102_0304_0506_0708))
      builder.nest(2) { builder.put(5, [1, 2, 3, 4, 5]) }
    }
    builder.put(3, number: UInt16(0xABCD))
    let bytes = try builder.bytes()
    #expect(bytes.count % 4 == 0)
    let message = try #require(netlinkMessages(in: bytes).first)
    #expect((message.type, message.sequence, message.port) == (0x1234, 9, 0))
    #expect(message.flags == NetlinkFlag.request | NetlinkFlag.create)
    #expect(message.body.prefix(4) == [7, 0, 0, 0])
    let attributes = NetlinkAttributes(message.body.dropFirst(4))
    #expect(attributes.name(1) == Array("wan".utf8))
    #expect(attributes.nest(2)?.number(1) == UInt64(0x0102_0304_0506_0708))
    #expect(attributes.nest(2)?.nest(2)?[5] == [1, 2, 3, 4, 5])
    #expect(attributes.number(3) == UInt16(0xABCD))
    #expect(attributes[4] == nil)
  }

  @Test func emptyNestAndEmptyValue_areFourBytes() throws {
    let builder = MessageBuilder(type: 1, flags: 0, sequence: 1)
    builder.nest(1) {}
    builder.put(2, [])
    #expect(try builder.bytes().dropFirst(16) == [4, 0, 1, 0x80, 4, 0, 2, 0])
  }

  @Test func valueLongerThanItsLengthCanSay_isRefused() throws {
    for count in [65_531, 65_532] {
      let builder = MessageBuilder(type: 1, flags: 0, sequence: 1)
      builder.put(1, [UInt8](repeating: 0, count: count))
      if count == 65_531 {
        #expect(try builder.bytes().count == 16 + 65_536)
      } else {
        #expect(throws: NetlinkError.refused(90)) { try builder.bytes() }
      }
    }
    let nested = MessageBuilder(type: 1, flags: 0, sequence: 1)
    nested.nest(1) { for _ in 0..<2 { nested.put(1, [UInt8](repeating: 0, count: 40_000)) } }
    #expect(throws: NetlinkError.refused(90)) { try nested.bytes() }
  }

  /// Its length would be taken modulo 65,536, and the rest for attributes of their own.
  @Test func transactionWithAValueThatIsTooLong_isNotWhole() {
    var transaction = RulesTransaction(table: Array("t".utf8), first: 1)
    transaction.appendRule([], to: Array("c".utf8), userData: [1])
    #expect(transaction.isWhole)
    transaction.appendRule(
      [], to: Array("c".utf8), userData: [UInt8](repeating: 0, count: 70_000))
    transaction.appendRule([], to: Array("c".utf8), userData: [1])
    #expect(!transaction.isWhole)
  }
}
