internal import CSodium

/// The work of a hash reduced to libsodium's primitives: the same calls on the same lengths, and
/// nothing in between. What mining takes is measured against this.
public struct PrimitiveFloor: ~Copyable {
  private struct Lengths {
    var authenticated: Int
    var message: Int
  }

  private let state = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * CryptoCycle.size)
  private var lengths: [Lengths] = []

  public init() {
    state.initialize(repeating: 0, count: 2 * CryptoCycle.size)
    let random = expand(seed: [UInt8](repeating: 1, count: 32), number: 0, count: 4096)
    for start in stride(from: 0, to: random.count, by: 4) {
      // The distribution of section 8.2: random bits, and a length of at least 32 blocks.
      let word = random[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
      let header = CycleState.Header(word: word & 0x00FF_FFFF | 32 << 17)
      let message = min(header.messageBlocks, 125 - header.additionalBlocks)
      lengths.append(
        Lengths(authenticated: 16 * (header.additionalBlocks + message + 1), message: 16 * message))
    }
  }

  deinit { state.deallocate() }

  /// Makes the calls of `count` hashes: one expansion, four times key, cipher and authenticator,
  /// one BLAKE2b.
  public func run(hashes count: Int) {
    let spare = state + CryptoCycle.size
    for hash in 0..<max(0, count) {
      crypto_stream_chacha20_ietf(state, UInt64(CryptoCycle.size), state, state + 16)
      for step in 0..<4 {
        let length = lengths[(4 * hash + step) % lengths.count]
        crypto_stream_chacha20_ietf(spare, 32, state, state + 16)
        crypto_stream_chacha20_ietf_xor_ic(
          state + 32, state + 32, UInt64(length.message), state, 1, state + 16)
        crypto_onetimeauth_poly1305(spare + 32, state, UInt64(length.authenticated), spare)
      }
      crypto_generichash_blake2b(spare, 32, state, UInt64(CryptoCycle.size), nil, 0)
    }
  }
}
