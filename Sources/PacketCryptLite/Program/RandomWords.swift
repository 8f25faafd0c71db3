internal import CSodium

/// The stream of u32 that RandGen draws from (packetcrypt.md section 5.1).
///
/// Block `k` is 64 bytes of ChaCha20 key stream under the nonce `k ‖ "PC_EXPND"`; the order of draws
/// is consensus, so nothing may look ahead or skip.
struct RandomWords {
  private let seed: [UInt8]
  private var block = [UInt32](repeating: 0, count: 16)
  private var position = 16
  private var number: UInt32 = 0

  /// `seed` is 32 bytes; the caller has checked that.
  init(seed: [UInt8]) { self.seed = seed }

  mutating func draw() -> UInt32 {
    if position == 16 { refill() }
    defer { position += 1 }
    return block[position]
  }

  /// True once in `n` draws; consumes one draw even for `n` = 1. `n` is positive.
  mutating func coin(_ n: UInt32) -> Bool { draw() % n == 0 }

  /// A number from `low` to `high` - 1; one draw. `low` < `high`.
  mutating func range(_ low: UInt32, _ high: UInt32) -> UInt32 { draw() % (high - low) + low }

  private mutating func refill() {
    var nonce: [UInt8] = [0, 0, 0, 0, 0x50, 0x43, 0x5F, 0x45, 0x58, 0x50, 0x4E, 0x44]
    for index in 0..<4 { nonce[index] = UInt8(truncatingIfNeeded: number >> UInt32(index * 8)) }
    var bytes = [UInt8](repeating: 0, count: 64)
    _ = crypto_stream_chacha20_ietf(&bytes, 64, nonce, seed)
    for index in 0..<16 {
      block[index] =
        UInt32(bytes[index * 4]) | UInt32(bytes[index * 4 + 1]) << 8
        | UInt32(bytes[index * 4 + 2]) << 16 | UInt32(bytes[index * 4 + 3]) << 24
    }
    number &+= 1
    position = 0
  }
}
