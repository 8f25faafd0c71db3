internal import CPacketCrypt

/// A program in the form that the fast interpreter runs.
struct DecodedProgram: Sendable {
  /// The words that `pc_randhash` describes.
  var code: [UInt64]
  /// Immediates, which follow the stack in the register file.
  var constants: [UInt32]
  /// Words that the register stack may take.
  var stackSize: Int
  var registerCount: Int { stackSize + constants.count }
}

/// Turns a program into words whose every reference is proved to be sound.
///
/// It takes programs of the shape that RandGen makes: one outer loop, branches whose parts are
/// whole scopes. In these the stack has one depth at each place, so destinations, frames and the
/// number of instructions between two control words are known beforehand. It refuses all others.
struct ProgramDecoder {
  private enum Scope {
    case loop(body: Int, iterations: UInt64)
    /// `branchTarget` is the code word that takes the start of the other part.
    case thenPart(branchTarget: Int, jump: Int)
    case elsePart(end: Int, thenTarget: Int)
  }

  private struct Frame {
    var scope: Scope
    /// The stack's depth outside, where the marker lies.
    var base: Int
  }

  /// More words would not fit the 16 bits of an operand with room to spare.
  private static let stackLimit = 12_000
  /// Placed in operands that name a constant until the stack's size is known.
  private static let constantBase = 0x8000

  private let program: [UInt32]
  private var code: [UInt64] = []
  private var constants: [UInt32] = []
  private var frames: [Frame] = []
  /// Whether a word of the stack is a variable; markers are not.
  private var stack: [Bool] = []
  private var stackSize = 0
  private var openLoops = 0
  /// Instructions since the last control word, along the path that leads here.
  private var weight = 0

  static func decode(_ program: [UInt32]) -> DecodedProgram? {
    var decoder = ProgramDecoder(program)
    return decoder.run() ? decoder.finished() : nil
  }

  private init(_ program: [UInt32]) { self.program = program }

  private mutating func run() -> Bool {
    guard program.count <= 2048, let first = program.first,
      Instruction(word: first).opcode == Opcode.loop
    else { return false }
    var counter = 0
    while counter < program.count {
      guard let next = decode(Instruction(word: program[counter]), at: counter) else {
        return false
      }
      counter = next
      if frames.isEmpty { break }
    }
    // Ends exactly with the outer loop's END.
    guard frames.isEmpty, counter == program.count else { return false }
    code.append(UInt64(PC_HALT))
    return stackSize <= Self.stackLimit && constants.count <= Self.stackLimit
  }

  /// The index of the next instruction, nil if this one is out of shape.
  private mutating func decode(_ instruction: Instruction, at counter: Int) -> Int? {
    switch instruction.opcode {
    case Opcode.memory:
      emit(
        UInt64(Opcode.memory), UInt64(push(1)), UInt64(instruction.memoryStart & 255),
        UInt64(instruction.step))
    case Opcode.input:
      emit(UInt64(Opcode.input), UInt64(push(1)), instruction.immediate & 255, 0)
    case Opcode.loop: return openLoop(instruction, at: counter)
    case Opcode.ifLikely, Opcode.ifRandom: return openBranch(instruction, at: counter)
    case Opcode.end: return close(at: counter)
    default: guard compute(instruction) else { return nil }
    }
    weight += 1
    return counter + 1
  }

  private mutating func emit(_ opcode: UInt64, _ result: UInt64, _ first: UInt64, _ second: UInt64)
  {
    code.append(opcode | result << 16 | first << 32 | second << 48)
  }

  /// Reserves `count` variables and names the first.
  private mutating func push(_ count: Int) -> Int {
    let first = stack.count
    stack.append(contentsOf: repeatElement(true, count: count))
    stackSize = max(stackSize, stack.count)
    return first
  }

  private mutating func open(_ scope: Scope) {
    frames.append(Frame(scope: scope, base: stack.count))
    stack.append(false)
    stackSize = max(stackSize, stack.count)
  }

  private mutating func takeWeight(_ more: Int) -> UInt64 {
    defer { weight = 0 }
    return UInt64(weight + more)
  }
}

// Computing operations.
extension ProgramDecoder {
  private mutating func compute(_ instruction: Instruction) -> Bool {
    guard let shape = Operation.shape(instruction.opcode),
      isVariable(instruction.registerA, isWide: shape.isWide)
    else { return false }
    var second = 0
    if instruction.hasImmediate, !shape.isUnary {
      second = constant(instruction.immediate, isWide: shape.isWide)
    } else if !shape.isUnary {
      guard isVariable(instruction.registerB, isWide: shape.isWide) else { return false }
      second = instruction.registerB
    }
    let result = push(shape.results)
    emit(UInt64(instruction.opcode), UInt64(result), UInt64(instruction.registerA), UInt64(second))
    return true
  }

  /// Wide operands name the upper of two adjacent words.
  private func isVariable(_ register: Int, isWide: Bool) -> Bool {
    guard register < stack.count, stack[register] else { return false }
    return !isWide || (register >= 1 && stack[register - 1])
  }

  private mutating func constant(_ value: UInt64, isWide: Bool) -> Int {
    constants.append(UInt32(truncatingIfNeeded: value))
    if isWide { constants.append(UInt32(truncatingIfNeeded: value >> 32)) }
    return Self.constantBase + constants.count - 1
  }
}

// Scopes.
extension ProgramDecoder {
  private mutating func openLoop(_ instruction: Instruction, at counter: Int) -> Int? {
    let iterations = instruction.immediate
    guard iterations >= 1, iterations <= 0xFFFF, openLoops < PC_LOOP_DEPTH else {
      return nil
    }
    emit(UInt64(PC_LOOP), takeWeight(1), UInt64(openLoops), 0)
    openLoops += 1
    open(.loop(body: code.count, iterations: iterations))
    return counter + 1
  }

  /// A branch is IF, a jump to the other part, the first part, a jump over the other part, the
  /// other part.
  private mutating func openBranch(_ instruction: Instruction, at counter: Int) -> Int? {
    guard isVariable(instruction.registerA, isWide: false),
      let otherPart = jumpTarget(at: counter + 1)
    else { return nil }
    let mask: UInt64 = instruction.opcode == Opcode.ifLikely ? 7 : 1
    emit(UInt64(PC_IF), takeWeight(1), UInt64(instruction.registerA), mask)
    open(.thenPart(branchTarget: code.count, jump: otherPart - 1))
    code.append(0)
    return counter + 2
  }

  private func jumpTarget(at index: Int) -> Int? {
    guard index < program.count else { return nil }
    let jump = Instruction(word: program[index])
    let target = index + jump.jumpDistance + 1
    return jump.opcode == Opcode.jump && target < program.count ? target : nil
  }

  private mutating func close(at counter: Int) -> Int? {
    guard let frame = frames.popLast() else { return nil }
    let first = frame.base + 1
    let count = stack.count - first
    stack.removeLast(count + 1)
    switch frame.scope {
    case .loop(let body, let iterations):
      openLoops -= 1
      emit(UInt64(PC_END_LOOP), takeWeight(1), UInt64(first), UInt64(count))
      code.append(UInt64(body) | iterations << 32 | UInt64(openLoops) << 48)
      // A loop that ends with the program would leave its outer loop's scope open.
      return frames.isEmpty || counter < program.count - 1 ? counter + 1 : nil
    case .thenPart(let branchTarget, let jump):
      guard counter + 1 == jump, let after = jumpTarget(at: jump) else { return nil }
      // The END and the jump after it; then the other part, which starts with its own jump.
      emit(UInt64(PC_END_THEN), takeWeight(2), UInt64(first), UInt64(count))
      open(.elsePart(end: after - 1, thenTarget: code.count))
      code.append(0)
      code[branchTarget] = UInt64(code.count)
      weight = 1
      return counter + 2
    case .elsePart(let end, let thenTarget):
      guard counter == end else { return nil }
      emit(UInt64(PC_END_ELSE), takeWeight(1), UInt64(first), UInt64(count))
      code[thenTarget] = UInt64(code.count)
      return counter + 1
    }
  }

  /// Moves the constants to their place behind the stack.
  private func finished() -> DecodedProgram {
    var code = code
    var index = 0
    while index < code.count {
      let opcode = UInt32(truncatingIfNeeded: code[index] & 0xFFFF)
      let second = Int(code[index] >> 48)
      if Operation.shape(opcode) != nil, second >= Self.constantBase {
        let place = UInt64(stackSize + second - Self.constantBase)
        code[index] = code[index] & 0x0000_FFFF_FFFF_FFFF | place << 48
      }
      index += Self.words(of: opcode)
    }
    return DecodedProgram(code: code, constants: constants, stackSize: stackSize)
  }

  private static func words(of opcode: UInt32) -> Int {
    switch opcode {
    case UInt32(PC_IF), UInt32(PC_END_LOOP), UInt32(PC_END_THEN): 2
    default: 1
    }
  }
}
