/// The random program of a seed: at most 2048 instructions, or nil for TOO_BIG
/// (packetcrypt.md section 5).
///
/// - Parameter seed: 32 bytes; any other length gives nil.
public func randGen(seed: [UInt8]) -> [UInt32]? {
  guard seed.count == 32 else { return nil }
  var generator = ProgramGenerator(seed: seed)
  return generator.generate()
}

/// The same for a seed that lies in foreign memory; 32 bytes.
public func randGen(seed: UnsafeRawBufferPointer) -> [UInt32]? { randGen(seed: Array(seed)) }

/// The opcodes that RandGen emits by name (section 7.1).
enum Opcode {
  static let input: UInt32 = 64
  static let memory: UInt32 = 65
  static let loop: UInt32 = 66
  static let ifLikely: UInt32 = 67
  static let ifRandom: UInt32 = 68
  static let jump: UInt32 = 69
  static let end: UInt32 = 70
}

/// A class of computing operations (section 5.5).
private struct OperationClass {
  let cost: UInt32
  let firstOpcode: UInt32
  let count: UInt32
  let variables: Int
  let double: Bool
  let hasB: Bool

  static let oneToOne = OperationClass(
    cost: 1, firstOpcode: 1, count: 11, variables: 1, double: false, hasB: false)
  static let twoToOne = OperationClass(
    cost: 2, firstOpcode: 12, count: 24, variables: 1, double: false, hasB: true)
  static let twoToTwo = OperationClass(
    cost: 4, firstOpcode: 36, count: 15, variables: 2, double: false, hasB: true)
  static let fourToTwo = OperationClass(
    cost: 8, firstOpcode: 51, count: 8, variables: 2, double: true, hasB: true)
  static let fourToFour = OperationClass(
    cost: 16, firstOpcode: 59, count: 5, variables: 4, double: true, hasB: true)
}

/// One run of RandGen. Every `draw` is consensus: neither their number nor their order may change.
private struct ProgramGenerator {
  private var words: RandomWords
  private var slots = VariableSlots()
  private var program: [UInt32] = []
  private var tooBig = false

  init(seed: [UInt8]) {
    words = RandomWords(seed: seed)
    program.reserveCapacity(512)
  }

  mutating func generate() -> [UInt32]? {
    var budget: UInt32 = 20_000
    loop(&budget)
    return tooBig ? nil : program
  }

  private mutating func emit(_ word: UInt32) {
    if program.count >= 2048 { tooBig = true } else { program.append(word) }
  }

  private func spend(_ budget: inout UInt32, _ cost: UInt32) -> Bool {
    guard budget >= cost else { return false }
    budget -= cost
    return true
  }

  private mutating func pick(double: Bool) -> UInt32 {
    guard let register = slots.pick(double: double, &words) else {
      tooBig = true  // No generated program gets here; failing is the total answer.
      return 0
    }
    return register
  }

  private mutating func operandB(double: Bool) -> UInt32 {
    words.coin(4) ? words.draw() << 20 | 1 << 18 : pick(double: double) << 20
  }

  private mutating func operation(_ kind: OperationClass, _ budget: inout UInt32) -> Bool {
    let opcode = kind.firstOpcode + words.draw() % kind.count
    guard spend(&budget, kind.cost) else { return false }
    let a = pick(double: kind.double) << 9
    let b = kind.hasB ? operandB(double: kind.double) : 0
    emit(opcode | a | b)
    for _ in 0..<kind.variables { slots.add() }
    return true
  }

  private mutating func input(_ budget: inout UInt32) -> Bool {
    guard spend(&budget, 2) else { return false }
    slots.add()
    emit(words.draw() << 8 | Opcode.input)
    return true
  }

  private mutating func branch(_ budget: inout UInt32) -> Bool {
    guard spend(&budget, 50) else { return false }
    let opcode = words.coin(2) ? Opcode.ifRandom : Opcode.ifLikely
    emit(opcode | pick(double: false) << 9 | 2 << 20)
    let thenJump = program.count
    emit(Opcode.jump)
    scopedBody(budget * 7 / 32)
    let elseJump = program.count
    emit(Opcode.jump)
    scopedBody(budget * 7 / 32)
    guard !tooBig else { return false }
    program[thenJump] = UInt32(elseJump - thenJump) << 8 | Opcode.jump
    program[elseJump] = UInt32(program.count - elseJump - 1) << 8 | Opcode.jump
    return true
  }

  private mutating func loop(_ budget: inout UInt32) {
    let count = words.range(2, 7 + 29 * slots.depth)
    let reads = words.range(2, 4)
    guard budget >= 20 * count else { return }
    budget /= count
    emit(count << 20 | Opcode.loop)
    slots.open()
    let template = words.draw() << 8 | Opcode.memory
    for _ in 0..<reads {
      guard spend(&budget, 20) else { break }
      slots.add()
      emit(template & ~(0xF << 9) | (words.draw() & 0xF) << 9)
    }
    body(&budget)
    emit(Opcode.end)
    slots.close()
  }

  private mutating func scopedBody(_ limit: UInt32) {
    var budget = limit
    slots.open()
    body(&budget)
    emit(Opcode.end)
    slots.close()
  }

  private mutating func body(_ budget: inout UInt32) {
    while !tooBig {
      let most = words.range(2, 12)
      for index in 1...most {
        guard anyOperation(index, most, &budget) else { return }
      }
      if words.draw() % 64 + UInt32(25 * program.count / 2048) < 50 {
        guard branch(&budget) else { return }
      }
      if words.draw() % 32 < 23 {
        loop(&budget)  // A loop always ends the body around it, affordable or not.
        return
      }
    }
  }

  private mutating func anyOperation(
    _ index: UInt32, _ most: UInt32, _ budget: inout UInt32
  ) -> Bool {
    if words.coin(4 * most / index), operation(.fourToFour, &budget) { return true }
    if words.coin(3 * most / index), operation(.fourToTwo, &budget) { return true }
    if words.coin(3 * most / index), operation(.twoToTwo, &budget) { return true }
    if words.coin(2 * most / index), operation(.twoToOne, &budget) { return true }
    if words.coin(index), input(&budget) { return true }
    return operation(.oneToOne, &budget)
  }
}
