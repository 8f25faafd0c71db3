import TestSupport
import Testing

@testable import PacketCryptLite

/// Programs that RandGen would never make.
@Suite struct HotFaultTests {
  private let seed = [UInt8](repeating: 7, count: 32)

  @Test(
    arguments: [
      // A register that nobody pushed, one beyond the stack, a wide operand below the stack.
      [0x0010_0042, 0x0000_060B, 0x46], [0x0010_0042, 0x0003_FE03, 0x46],
      [0x0010_0042, 0x0000_0233, 0x46],
      // Opcodes 0, 71 and 255.
      [0x0010_0042, 0x0000_0000, 0x46], [0x0010_0042, 0x0000_0047, 0x46],
      [0x0010_0042, 0xFF, 0x46],
      // No END; END without a scope; a jump out; a branch at the very end; no iterations.
      [0x0010_0042, 0x0000_0040], [0x46], [0x0010_0042, 0x00FF_FF45, 0x46],
      [0x0010_0042, 0x40, 0x0020_0244], [0x0000_0042, 0x46], [0xFFF0_0042, 0x46],
    ] as [[UInt32]]) func unsoundProgram_failsAndDoesNotCrash(_ words: [UInt32]) throws
  {
    let program = try #require(Program(instructions: words, bufferSeed: seed))
    #expect(program.decoded == nil)
    #expect(run(program).outcome == .faulty)
    #expect(makeItem(number: 3, itemSeed: seed, program: program) == nil)
  }

  /// Innermost loops of 2,000 iterations, and 1,000 loops around one another.
  @Test(
    arguments: [
      [0x7D00_0042, 0x7D00_0042, 0x46, 0x46],
      [UInt32](repeating: 0x0020_0042, count: 1000) + [UInt32](repeating: 0x46, count: 1000),
      // A pattern immediate: 2^63 − 1 iterations.
      [0x4008_0042, 0x46],
    ] as [[UInt32]]) func endlessProgram_stopsAtTheLimit(_ words: [UInt32]) throws
  {
    let program = try #require(Program(instructions: words, bufferSeed: seed))
    #expect(run(program).outcome == .tooLong)
  }

  @Test func emptyOrTooLongProgram_isNotAProgram() {
    #expect(Program(instructions: [], bufferSeed: seed) == nil)
    #expect(Program(instructions: Array(repeating: 0x46, count: 2049), bufferSeed: seed) == nil)
    #expect(Program(seed: [1, 2, 3]) == nil)
  }

  @Test func generatedPrograms_areDecoded_andBothInterpretersAgree() throws {
    for number in 0..<150 as Range<UInt8> {
      let seed = [UInt8](repeating: number, count: 32)
      guard let program = Program(seed: seed) else { continue }
      #expect(program.decoded != nil)
      #expect(run(program) == run(program.withoutDecoding))
    }
  }

  @Test func changedPrograms_neverCrash_andBothInterpretersAgree() throws {
    var random = SplitMix(state: 1)
    var decoded = 0
    for round in 0..<600 as Range<Int> {
      guard var words = randGen(seed: [UInt8](repeating: UInt8(round % 40), count: 32)) else {
        continue
      }
      for _ in 0...(round % 3) {
        words[Int(random.next() % UInt64(words.count))] ^= 1 << UInt32(random.next() % 32)
      }
      let program = try #require(Program(instructions: words, bufferSeed: seed))
      guard program.decoded != nil else {
        _ = run(program)
        continue
      }
      decoded += 1
      #expect(run(program) == run(program.withoutDecoding), "round \(round)")
    }
    #expect(decoded > 150)
  }

  private struct Result: Equatable {
    var outcome: RandHashOutcome
    var output: [UInt32]
  }

  private func run(_ program: Program) -> Result {
    var state = [UInt32](repeating: 0, count: 512)
    var random = SplitMix(state: 99)
    for index in state.indices { state[index] = UInt32(truncatingIfNeeded: random.next()) }
    var hash = RandHash()
    let outcome = state.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { hash.cycle(program, number: 5, second: false, on: $0) } ?? .faulty
    }
    guard case .finished = outcome else { return Result(outcome: outcome, output: []) }
    return Result(outcome: outcome, output: state)
  }
}
