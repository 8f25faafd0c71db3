internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `randgen.json`, `opcodes.json`, `randhash.json` and `randhash_custom.json`.
enum ProgramVectors {
  static func checkRandGen(_ vector: JSONValue) throws(VectorProblem) {
    let count: Int = try vector.integer("result")
    guard let program = randGen(seed: try vector.bytes("seed")) else {
      return try expect(-1, count, "number of instructions")
    }
    try expect(program.count, count, "number of instructions")
    try expect(program == (try vector.words("insns")), "the instructions differ")
  }

  /// Every case is computed twice: by the checked interpreter's function, and inside a program by
  /// the interpreter that mines.
  static func checkOpcode(_ vector: JSONValue) throws(VectorProblem) {
    let opcode: UInt32 = try vector.integer("number")
    var (index, cases) = (0, try vector.list("cases"))
    if cases.isEmpty { throw VectorProblem("no cases") }
    cases.reverse()
    while let pair = cases.popLast() {
      guard let inputs = pair.element(0)?.wordList, let outputs = pair.element(1)?.wordList else {
        throw VectorProblem("case \(index) is not a pair of lists of words")
      }
      let (a, b) = operands(inputs)
      guard Operation.evaluate(opcode, a, b) == outputs else {
        throw VectorProblem("case \(index): Operation.evaluate differs")
      }
      guard run(opcode, inputs, outputs.count) == outputs else {
        throw VectorProblem("case \(index): the interpreter differs")
      }
      index += 1
    }
  }

  private static func operands(_ words: [UInt32]) -> (UInt64, UInt64) {
    func pair(_ index: Int) -> UInt64 { UInt64(words[index]) | UInt64(words[index + 1]) << 32 }
    switch words.count {
    case 4: return (pair(0), pair(2))
    case 2: return (UInt64(words[0]), UInt64(words[1]))
    case 1: return (UInt64(words[0]), 0)
    default: return (0, 0)
    }
  }

  /// Reads `inputs` with IN in a loop that runs once, applies the opcode and takes what END adds to
  /// the zeroed output.
  private static func run(_ opcode: UInt32, _ inputs: [UInt32], _ results: Int) -> [UInt32]? {
    let width = UInt32(inputs.count)
    let (a, b) = (width == 4 ? 2 : 1, width)  // A pair is named by its upper word.
    var code: [UInt32] = [1 << 20 | 66, 65]
    code += (0..<width).map { $0 << 20 | 64 }
    code += [opcode | UInt32(a + 1) << 9 | (b + 1) << 20, 70]
    let seed = [UInt8](repeating: 0, count: 32)
    guard let program = Program(instructions: code, bufferSeed: seed) else { return nil }
    let state = CryptoCycle()
    for (index, word) in inputs.enumerated() {
      state.mutableBytes.storeBytes(of: word.littleEndian, toByteOffset: index * 4, as: UInt32.self)
    }
    guard let base = state.mutableBytes.baseAddress else { return nil }
    var machine = RandHash()
    guard case .finished = machine.cycle(program, number: 0, second: false, on: base) else {
      return nil
    }
    return (0..<results).map { index in
      let offset = 1024 + (1 + inputs.count + index) * 4
      return UInt32(littleEndian: state.bytes.load(fromByteOffset: offset, as: UInt32.self))
    }
  }

  static func checkRandHash(_ vector: JSONValue) throws(VectorProblem) {
    let seed = try vector.bytes("prog_seed")
    guard let program = Program(seed: seed) else { throw VectorProblem("no program") }
    let count: Int = try vector.integer("prog_len")
    try expect(program.instructions.count, count, "number of instructions")
    var buffer = expand(seed: seed, number: 0, count: 8192)
    for (index, word) in program.instructions.enumerated() {
      for byte in 0..<4 {
        buffer[index * 4 + byte] = UInt8(truncatingIfNeeded: word >> UInt32(byte * 8))
      }
    }
    let bufferHash = try vector.bytes("prog_buffer_blake2b32")
    try expect(Blake2b.hash32(buffer), bufferHash, "hash of the program buffer")
    let number: UInt64 = try vector.integer("num")
    let state = CryptoCycle()
    state.initialise(seed: try vector.bytes("item_seed"), nonce: number)
    try expect(state.bytes, try vector.bytes("state_in"), "state after init")
    var executed: [Int] = []
    for element in try vector.list("executed") { executed.append(element.integer() ?? -1) }
    let ending = try run(program, number, on: state, vector)
    try expect(ending == executed, "instructions executed")
    try expect(state.bytes, try vector.bytes("state_out"), "state after two cycles")
  }

  static func checkCustomProgram(_ vector: JSONValue) throws(VectorProblem) {
    let seed = try vector.bytes("buffer_fill_seed")
    guard let program = Program(instructions: try vector.words("program"), bufferSeed: seed) else {
      throw VectorProblem("the program is empty or too long")
    }
    let input = try vector.bytes("state_in")
    try expect(input.count == CryptoCycle.size, "member 'state_in' is not 2048 bytes")
    let state = CryptoCycle()
    state.mutableBytes.copyBytes(from: input)
    let result: Int = try vector.integer("result")
    let executed: Int = try vector.integer("executed")
    let ending = try run(program, try vector.integer("num"), on: state, vector)
    if result == 0 {
      try expect(ending.count == 2 && ending[0] == executed, "instructions executed")
      try expect(state.bytes, try vector.bytes("state_out"), "state after two cycles")
    } else {
      try expect(result, -3, "member 'result'")
      try expect(ending.last ?? 0, -3, "the program does not fail")
      // The counter is looked at before it is advanced, so a failure always shows the limit plus 1.
      try expect(executed, 20_001, "member 'executed' of a failure")
    }
  }

  /// The number of instructions of each cycle that ran; −3 for one that was too long.
  private static func run(
    _ program: Program, _ number: UInt64, on state: borrowing CryptoCycle, _ vector: JSONValue
  ) throws(VectorProblem) -> [Int] {
    guard let base = state.mutableBytes.baseAddress else { return [] }
    var machine = RandHash()
    var endings: [Int] = []
    for second in [false, true] {
      switch machine.cycle(program, number: number, second: second, on: base) {
      case .finished(let executed): endings.append(executed)
      case .tooLong: return endings + [-3]
      case .faulty: throw VectorProblem("the program is refused as unsound")
      }
      if !second, let wanted = try vector.optionalBytes("state_after_cycle1_blake2b32") {
        try expect(Blake2b.hash32(Array(state.bytes)), wanted, "hash of the state after one cycle")
      }
    }
    return endings
  }
}

extension JSONValue {
  /// An array of strings of 8 hex digits.
  fileprivate var wordList: [UInt32]? {
    guard let elements else { return nil }
    let words = elements.compactMap { $0.string.flatMap { UInt32(hexDigits: $0) } }
    return words.count == elements.count ? words : nil
  }
}
