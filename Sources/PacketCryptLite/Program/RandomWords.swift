/// The stream of u32 that RandGen draws from (packetcrypt.md section 5.1).
///
/// The order of draws is consensus, so nothing may look ahead or skip.
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
    let bytes = expand(seed: seed, number: number, count: 64)
    for index in 0..<16 { block[index] = bytes.littleEndian32(at: index * 4) }
    number &+= 1
    position = 0
  }
}
