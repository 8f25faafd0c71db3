internal import CPacketCrypt

/// Executes programs on 2,048-byte states (packetcrypt.md section 6.7).
public struct RandHash: ~Copyable {
  static let instructionLimit: UInt32 = 20_000
  private static let half = 1024

  private var registers: UnsafeMutableBufferPointer<UInt32>

  public init() { registers = .allocate(capacity: 1024) }

  deinit { registers.deallocate() }

  /// Both cycles for item `number` on `state`, 2,048 bytes; false if the program fails, and then
  /// the state is destroyed.
  public mutating func run(
    _ program: borrowing Program, number: UInt64, on state: UnsafeMutableRawPointer
  ) -> Bool {
    for second in [false, true] {
      guard case .finished = cycle(program, number: number, second: second, on: state) else {
        return false
      }
    }
    return true
  }

  /// One cycle: the first reads the lower half of `state` and adds to the upper, the second swaps.
  public mutating func cycle(
    _ program: borrowing Program, number: UInt64, second: Bool, on state: UnsafeMutableRawPointer
  ) -> RandHashOutcome {
    let low = state.assumingMemoryBound(to: UInt32.self)
    let high = (state + Self.half).assumingMemoryBound(to: UInt32.self)
    let (input, output) = second ? (high, low) : (low, high)
    let window = Program.windowStart(of: number)
    guard let decoded = program.decoded else {
      return Self.checkedCycle(program, window: window, input: input, output: output)
    }
    prepare(for: decoded)
    guard let registers = registers.baseAddress else { return .faulty }
    let executed = program.buffer.withUnsafeBufferPointer { buffer in
      decoded.code.withUnsafeBufferPointer { code in
        pc_randhash(
          code.baseAddress, registers, buffer.baseAddress.map { $0 + window }, input, output,
          Self.instructionLimit)
      }
    }
    return executed > Self.instructionLimit ? .tooLong : .finished(executed: Int(executed))
  }

  /// Makes room for the program's registers and writes its constants.
  private mutating func prepare(for decoded: borrowing DecodedProgram) {
    if registers.count < decoded.registerCount {
      registers.deallocate()
      registers = .allocate(capacity: decoded.registerCount)
    }
    for (index, value) in decoded.constants.enumerated() {
      registers[decoded.stackSize + index] = value
    }
  }

  private static func checkedCycle(
    _ program: borrowing Program, window: Int, input: UnsafeMutablePointer<UInt32>,
    output: UnsafeMutablePointer<UInt32>
  ) -> RandHashOutcome {
    let size = Program.windowSize
    var result = Array(UnsafeBufferPointer(start: output, count: size))
    let outcome = RandHashReference.cycle(
      program: program.instructions, memory: Array(program.buffer[window..<window + size]),
      input: Array(UnsafeBufferPointer(start: input, count: size)), output: &result)
    output.update(from: result, count: size)
    return outcome
  }
}
