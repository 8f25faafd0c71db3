import PacketCryptLite
import Testing

@Suite struct RandGenTests {
  @Test func zeroSeed_givesTheSelfCheckProgram() throws {
    let program = try #require(randGen(seed: [UInt8](repeating: 0, count: 32)))
    #expect(program.count == 200)
    #expect(program.prefix(3) == [0x0040_0042, 0x0493_A341, 0x0493_B741])
    #expect(program.last == 0x46)
  }

  @Test func seedOfAnotherLength_isRefused() {
    #expect(randGen(seed: [UInt8]()) == nil)
    #expect(randGen(seed: [UInt8](repeating: 0, count: 31)) == nil)
  }
}
