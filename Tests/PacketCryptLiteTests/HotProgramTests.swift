import EdgeTypes
import Testing

@testable import PacketCryptLite

@Suite struct HotProgramTests {
  @Test func opcodeVectors_giveTheirResults() throws {
    for vector in try HotVectors.load("opcodes") {
      let number = try #require(vector["number"] as? UInt32)
      let shape = try #require(Operation.shape(number))
      for pair in try #require(vector["cases"] as? [[[String]]]) {
        let words = pair[0].compactMap { UInt32($0, radix: 16) }
        let expected = pair[1].compactMap { UInt32($0, radix: 16) }
        let low = { (index: Int) in index < words.count ? UInt64(words[index]) : 0 }
        let a = shape.isWide ? low(0) | low(1) << 32 : low(0)
        let b = shape.isWide ? low(2) | low(3) << 32 : low(1)
        #expect(Operation.evaluate(number, a, b) == expected, "\(vector["op"] ?? "")")
        #expect(interpreted(number, words) == expected, "\(vector["op"] ?? "") interpreted")
      }
    }
  }

  @Test func randHashVectors_giveTheirStates() throws {
    for vector in try HotVectors.load("randhash") {
      let program = try #require(Program(seed: HotVectors.bytes(vector["prog_seed"])))
      #expect(program.instructions.count == vector["prog_len"] as? Int)
      let buffer = program.buffer.withUnsafeBytes { Array($0) }
      #expect(Blake2b.hash32(buffer) == HotVectors.bytes(vector["prog_buffer_blake2b32"]))
      #expect(program.decoded != nil)
      let executed = try #require(vector["executed"] as? [Int])
      try check(program, vector, executed: executed, failing: vector["result"] as? Int ?? 0 < 0)
    }
  }

  @Test func customVectors_giveTheirStates() throws {
    for vector in try HotVectors.load("randhash_custom") {
      let seed = HotVectors.bytes(vector["buffer_fill_seed"])
      let words = HotVectors.words(vector["program"])
      let program = try #require(Program(instructions: words, bufferSeed: seed))
      #expect(program.decoded != nil)
      let executed = try #require(vector["executed"] as? Int)
      try check(program, vector, executed: [executed], failing: vector["result"] as? Int == -3)
    }
  }

  @Test func itemVectors_giveTheirItems() throws {
    for vector in try HotVectors.load("mkitem") {
      let program = try #require(Program(seed: HotVectors.bytes(vector["prog_seed"])))
      let number = try #require(vector["num"] as? UInt64)
      let item = makeItem(
        number: number, itemSeed: HotVectors.bytes(vector["item_seed"]), program: program)
      #expect(item == HotVectors.bytes(vector["item"]))
    }
  }

  private func check(
    _ program: Program, _ vector: [String: Any], executed: [Int], failing: Bool
  ) throws {
    let number = try #require(vector["num"] as? UInt64)
    for isReference in [false, true] {
      var program = program
      if isReference { program = program.withoutDecoding }
      var hash = RandHash()
      let state = CryptoCycle()
      let start = try #require(state.mutableBytes.baseAddress)
      state.mutableBytes.copyBytes(from: HotVectors.bytes(vector["state_in"]))
      let first = hash.cycle(program, number: number, second: false, on: start)
      guard !failing else {
        #expect(first == .tooLong)
        continue
      }
      #expect(first == .finished(executed: executed[0]))
      let between = HotVectors.bytes(vector["state_after_cycle1_blake2b32"])
      #expect(Hex.encode(Blake2b.hash32(state.bytes)) == Hex.encode(between), "\(isReference)")
      let second = hash.cycle(program, number: number, second: true, on: start)
      #expect(second == .finished(executed: executed.last ?? 0))
      let isRight = Array(state.bytes) == HotVectors.bytes(vector["state_out"])
      #expect(isRight, "\(vector["note"] ?? "")")
    }
  }

  /// The result of one operation by the fast interpreter: operands through IN, result through END.
  private func interpreted(_ number: UInt32, _ operands: [UInt32]) -> [UInt32]? {
    guard let shape = Operation.shape(number) else { return nil }
    let (a, b): (UInt32, UInt32) = shape.isWide ? (2, 4) : (1, 2)
    var words: [UInt32] = [1 << 20 | Opcode.loop]
    for index in 0..<4 { words.append(UInt32(index) << 20 | Opcode.input) }
    words += [number | a << 9 | b << 20, Opcode.end]
    guard let program = Program(instructions: words, bufferSeed: [UInt8](repeating: 0, count: 32)),
      program.decoded != nil
    else { return nil }
    var state = [UInt32](repeating: 0, count: 512)
    state.replaceSubrange(0..<operands.count, with: operands)
    var hash = RandHash()
    let outcome = state.withUnsafeMutableBytes {
      $0.baseAddress.map { hash.cycle(program, number: 0, second: false, on: $0) }
    }
    guard outcome == .finished(executed: 7) else { return nil }
    return Array(state[260..<260 + shape.results])
  }
}
