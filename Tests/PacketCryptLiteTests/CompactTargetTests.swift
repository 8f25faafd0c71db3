import PacketCryptLite
import Testing

@Suite struct CompactTargetTests {
  @Test(arguments: [
    (0x207F_FFFF, 0x3FF), (0x200F_FFFF, 0x1FFF), (0x2000_0FFF, 0x1F_FFFF), (0x2000_FFFF, 0x1_FFFF),
    (0x1F7F_FFFF, 0x3_FFFF), (0x1F00_FFFF, 0xFF_FFFF), (0x1D00_FFFF, 0xFF_FFFF),
    (0x0300_0001, 0xFF_FFFF),
  ])
  func softNonceLimit_followsTheTarget(_ bits: Int, _ limit: Int) {
    #expect(CompactTarget(UInt32(bits)).softNonceLimit == UInt32(limit))
  }

  @Test(
    arguments: [0, 0x2000_0000, 0x1F80_0000, 0x2100_0001, 0xFF00_0000, 0xFFFF_FFFF] as [UInt32])
  func targetOutsideTheRules_hasNoLimitOrNoValue(_ bits: UInt32) {
    let target = CompactTarget(bits)
    #expect(!target.isUsable)
    #expect(target.difficulty == 0)
    #expect(!target.isMet(by: [UInt8](repeating: 0, count: 32)))
    #expect(target.isValid == (bits == 0x2000_0000))
  }

  @Test func everyExtremeOfTheEncoding_isHandled() {
    for size: UInt32 in 0...255 {
      for mantissa: UInt32 in [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0x7F_FFFF, 0x80_0000] {
        let target = CompactTarget(size << 24 | mantissa)
        _ = (target.value, target.difficulty, target.softNonceLimit)
        _ = target.isMet(by: [UInt8](repeating: 0xFF, count: 32))
        for age: UInt32 in [0, 3, 4, 259, 260, .max] { _ = target.degraded(age: age) }
        let effective = Work.effectiveTarget(block: target, announcement: target, count: .max)
        #expect(effective.bits <= CompactTarget.maximum.bits)
        #expect(Work.multiplier(announcement: target, count: 0) == 0)
      }
    }
  }

  @Test func hashOfAnotherLength_meetsNothing() {
    #expect(!CompactTarget.maximum.isMet(by: [UInt8](repeating: 0, count: 31)))
    #expect(!CompactTarget.maximum.isMet(by: [UInt8]()))
  }

  @Test func meeting_isBeingBelowTheValue() throws {
    for bits: UInt32 in [0x207F_FFFF, 0x2000_0FFF, 0x1D00_FFFF, 0x0312_3456] {
      let target = CompactTarget(bits)
      let value = try #require(target.value)
      for (number, isBelow) in [
        (value - Natural(1), true), (value, false), (value + Natural(1), false),
      ] {
        var hash = [UInt8](repeating: 0, count: 32)
        for index in 0..<32 { hash[index] = UInt8((number >> (index * 8)).low64 & 0xFF) }
        #expect(target.isMet(by: hash) == isBelow)
      }
    }
  }

  @Test func nonCanonicalTarget_agesToASmallerEncoding() {
    #expect(CompactTarget(0x2000_0FFF).degraded(age: 3).bits == 0x2000_0FFF)
    #expect(CompactTarget(0x2000_0FFF).degraded(age: 4).bits == 0x1F1F_FE00)
  }
}
