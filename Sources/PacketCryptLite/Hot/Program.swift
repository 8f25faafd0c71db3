/// A RandHash program with its buffer (packetcrypt.md section 6.6), ready to make items.
public struct Program: Sendable {
  /// Words in the buffer, words in the window that one item sees, and places for the window.
  static let bufferSize = 2048
  static let windowSize = 256

  public let instructions: [UInt32]
  let buffer: [UInt32]
  /// Nil if the program is not of the shape that RandGen makes.
  let decoded: DecodedProgram?

  /// The program that the 32-byte `seed` stands for; nil for `TOO_BIG` or another length.
  public init?(seed: [UInt8]) {
    guard let instructions = randGen(seed: seed) else { return nil }
    self.init(instructions: instructions, bufferSeed: seed)
  }

  /// A program made by hand, in the buffer that `bufferSeed` (32 bytes) fills.
  ///
  /// Nil if it is empty or longer than the buffer. It need not be sound: executing it then fails.
  public init?(instructions: [UInt32], bufferSeed: [UInt8]) {
    guard !instructions.isEmpty, instructions.count <= Self.bufferSize, bufferSeed.count == 32
    else { return nil }
    let filled = expand(seed: bufferSeed, number: 0, count: Self.bufferSize * 4)
    var buffer = instructions
    buffer.reserveCapacity(Self.bufferSize)
    filled.withUnsafeBytes { bytes in
      for index in instructions.count..<Self.bufferSize {
        buffer.append(
          UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
      }
    }
    self.instructions = instructions
    self.buffer = buffer
    decoded = ProgramDecoder.decode(instructions)
  }

  private init(_ program: Program) {
    (instructions, buffer, decoded) = (program.instructions, program.buffer, nil)
  }

  /// The same program for the interpreter that checks every access.
  var withoutDecoding: Program { Program(self) }

  /// Where in the buffer the window of item `number` begins.
  static func windowStart(of number: UInt64) -> Int {
    Int(number % UInt64(bufferSize - windowSize))
  }
}
