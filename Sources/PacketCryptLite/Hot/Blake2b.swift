internal import CPacketCrypt
internal import CSodium

/// BLAKE2b without key, salt or personalisation (packetcrypt.md section 2, `B32` and `B64`).
///
/// The length of the result is part of what is hashed: 32 bytes are not the first half of 64.
public enum Blake2b {
  /// The 32-byte hash of `message`.
  public static func hash32(_ message: UnsafeRawBufferPointer) -> [UInt8] {
    hash(message, length: 32)
  }

  /// The 64-byte hash of `message`.
  public static func hash64(_ message: UnsafeRawBufferPointer) -> [UInt8] {
    hash(message, length: 64)
  }

  public static func hash32(_ message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { hash($0, length: 32) }
  }

  public static func hash64(_ message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { hash($0, length: 64) }
  }

  /// Writes the 32-byte hash of `message` to `result`, which may lie inside `message`.
  public static func hash32(
    _ message: UnsafeRawBufferPointer, into result: UnsafeMutableRawPointer
  ) { hash(message, length: 32, into: result) }

  /// Writes the 64-byte hash of `message` to `result`, which may lie inside `message`.
  public static func hash64(
    _ message: UnsafeRawBufferPointer, into result: UnsafeMutableRawPointer
  ) { hash(message, length: 64, into: result) }

  /// The 64-byte hashes of four messages of `count` bytes each, side by side.
  ///
  /// Ignored unless there are four of each and `count` is a positive multiple of 128.
  static func hash64(
    four messages: [UnsafeRawPointer], count: Int, into results: [UnsafeMutableRawPointer]
  ) {
    guard messages.count == 4, results.count == 4, count > 0, count % 128 == 0 else { return }
    var inputs: [UnsafePointer<UInt8>?] = []
    var outputs: [UnsafeMutablePointer<UInt8>?] = []
    for message in messages { inputs.append(message.assumingMemoryBound(to: UInt8.self)) }
    for result in results { outputs.append(result.assumingMemoryBound(to: UInt8.self)) }
    pc_blake2b_of_4(&inputs, count / 128, &outputs, 64)
  }

  private static func hash(_ message: UnsafeRawBufferPointer, length: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      if let start = buffer.baseAddress { hash(message, length: length, into: start) }
      count = length
    }
  }

  private static func hash(
    _ message: UnsafeRawBufferPointer, length: Int, into result: UnsafeMutableRawPointer
  ) {
    let start = message.baseAddress?.assumingMemoryBound(to: UInt8.self)
    crypto_generichash_blake2b(
      result.assumingMemoryBound(to: UInt8.self), length, start, UInt64(message.count), nil, 0)
  }
}
