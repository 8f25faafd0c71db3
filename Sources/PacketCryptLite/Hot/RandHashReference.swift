/// How one cycle of a RandHash program ended.
public enum RandHashOutcome: Equatable, Sendable {
  /// So many instructions were executed, at most 20,000.
  case finished(executed: Int)
  /// More than 20,000 (`TOO_LONG`, code −3); the state is destroyed.
  case tooLong
  /// A reference outside the stack, a jump out of the program, or an opcode that does not exist.
  case faulty
}

/// Executes any program at all, with every access checked (packetcrypt.md section 6).
///
/// It follows the text step by step, and so is what the fast interpreter is tested against; it also
/// runs the programs that the fast one does not take, which RandGen never makes.
struct RandHashReference {
  private enum Call {
    /// Inside iteration `index` of the loop at `start`.
    case loop(start: Int, index: Int64, count: Int64)
    case branch
  }

  private static let limit = 20_000
  private static let marker = UInt32.max

  private let program: [UInt32]
  private let memory: [UInt32]
  private let input: [UInt32]
  private var output: [UInt32]
  private var outputPosition = 0
  private var registers: [UInt32] = []
  private var frameLength = 0
  private var savedLengths: [Int] = []
  private var loopIndex: UInt32 = 0
  private var calls: [Call] = []

  /// `memory`, `input` and `output` are 256 words each.
  static func cycle(
    program: [UInt32], memory: [UInt32], input: [UInt32], output: inout [UInt32]
  ) -> RandHashOutcome {
    guard memory.count == 256, input.count == 256, output.count == 256 else { return .faulty }
    var machine = RandHashReference(
      program: program, memory: memory, input: input, output: output)
    let outcome = machine.run()
    output = machine.output
    return outcome
  }

  private init(program: [UInt32], memory: [UInt32], input: [UInt32], output: [UInt32]) {
    (self.program, self.memory, self.input, self.output) = (program, memory, input, output)
  }

  private mutating func run() -> RandHashOutcome {
    var counter = 0
    var executed = 0
    while true {
      guard executed <= Self.limit else { return .tooLong }
      executed += 1
      guard program.indices.contains(counter) else { return .faulty }
      guard let next = step(Instruction(word: program[counter]), at: counter) else {
        return .faulty
      }
      guard next >= 0 else {
        return executed > Self.limit ? .tooLong : .finished(executed: executed)
      }
      counter = next
    }
  }

  /// Executes one instruction; where to go on, −1 at the end of the program, nil for a fault.
  private mutating func step(_ instruction: Instruction, at counter: Int) -> Int? {
    switch instruction.opcode {
    case Opcode.memory:
      let index = instruction.memoryStart &+ loopIndex &* instruction.step
      push([memory[Int(index & 255)]])
    case Opcode.input: push([input[Int(instruction.immediate & 255)]])
    case Opcode.loop:
      let count = Int64(bitPattern: instruction.immediate)
      guard count >= 1 else { return nil }
      loopIndex = 0
      calls.append(.loop(start: counter, index: 0, count: count))
      return enter(counter + 1)
    case Opcode.ifLikely, Opcode.ifRandom:
      guard registers.indices.contains(instruction.registerA) else { return nil }
      let mask: UInt32 = instruction.opcode == Opcode.ifLikely ? 7 : 1
      let isTaken = registers[instruction.registerA] & mask != 0
      calls.append(.branch)
      return enter(counter + (isTaken ? 2 : 1))
    case Opcode.jump: return counter + instruction.jumpDistance + 1
    case Opcode.end: return leave(at: counter)
    default:
      guard let result = compute(instruction) else { return nil }
      push(result)
    }
    return counter + 1
  }

  private mutating func push(_ words: [UInt32]) {
    registers.append(contentsOf: words)
    frameLength += words.count
  }

  private mutating func enter(_ counter: Int) -> Int {
    registers.append(Self.marker)
    savedLengths.append(frameLength)
    frameLength = 0
    return counter
  }

  private mutating func leave(at counter: Int) -> Int? {
    let first = registers.count - frameLength
    guard first >= 1, let saved = savedLengths.popLast() else { return nil }
    for value in registers[first...] {
      output[outputPosition] &+= value
      outputPosition = (outputPosition + 1) % 256
    }
    registers.removeLast(frameLength + 1)
    frameLength = saved
    return resume(after: counter)
  }

  /// What follows the `END` at `counter`: the loop's next iteration, or the caller's next word.
  private mutating func resume(after counter: Int) -> Int? {
    while let call = calls.popLast() {
      guard case .loop(let start, let index, let count) = call else { return counter + 1 }
      if index + 1 < count {
        loopIndex = UInt32(truncatingIfNeeded: index + 1)
        calls.append(.loop(start: start, index: index + 1, count: count))
        return enter(start + 1)
      }
      // A loop that ends with the program returns to its own caller at once.
      guard counter == program.count - 1 else { return counter + 1 }
    }
    return -1
  }

  private func compute(_ instruction: Instruction) -> [UInt32]? {
    guard let shape = Operation.shape(instruction.opcode),
      let a = operand(instruction.registerA, isWide: shape.isWide)
    else { return nil }
    if shape.isUnary { return Operation.evaluate(instruction.opcode, a, 0) }
    if instruction.hasImmediate {
      return Operation.evaluate(instruction.opcode, a, instruction.immediate)
    }
    guard let b = operand(instruction.registerB, isWide: shape.isWide) else { return nil }
    return Operation.evaluate(instruction.opcode, a, b)
  }

  private func operand(_ register: Int, isWide: Bool) -> UInt64? {
    guard registers.indices.contains(register) else { return nil }
    guard isWide else { return UInt64(registers[register]) }
    guard register >= 1 else { return nil }
    return UInt64(registers[register]) << 32 | UInt64(registers[register - 1])
  }
}
