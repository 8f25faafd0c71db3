internal import CSodium

/// The steps of section 8 on a raw state: 2,048 bytes, 8-byte aligned.
enum CycleState {
  /// The header word's fields (section 8.1).
  struct Header {
    var word: UInt32
    var zeroAdditional: Int { Int(word & 15) }
    var zeroTrailing: Int { Int(word >> 8 & 15) }
    var decrypts: Bool { word & 0x1000 != 0 }
    var additionalBlocks: Int { Int(word >> 13 & 7) }
    var messageBlocks: Int { Int(word >> 17 & 0x7F) }
    var isUsable: Bool { word >> 24 == 0 }
  }

  static func header(_ state: UnsafeRawPointer) -> Header {
    Header(word: UInt32(littleEndian: state.load(fromByteOffset: 12, as: UInt32.self)))
  }

  static func setHeader(_ state: UnsafeMutableRawPointer, _ word: UInt32) {
    state.storeBytes(of: word.littleEndian, toByteOffset: 12, as: UInt32.self)
  }

  static func itemSelector(_ state: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: state.load(fromByteOffset: 16, as: UInt64.self))
  }

  /// Version and failed become 0, the length gets at least 32 blocks; the rest stays.
  static func makeFuzzable(_ state: UnsafeMutableRawPointer) {
    let word = UInt32(littleEndian: state.load(fromByteOffset: 16, as: UInt32.self))
    setHeader(state, word & 0x00FF_FFFF | 32 << 17)
  }

  static func update(_ state: UnsafeMutableRawPointer, item: UnsafeRawPointer) {
    state.advanced(by: 32).copyMemory(from: item, byteCount: CryptoCycle.itemSize)
    makeFuzzable(state)
    crypt(state)
  }

  /// Section 8.4, with libsodium: the reference that the fast kernels are tested against.
  static func crypt(_ state: UnsafeMutableRawPointer) {
    var header = header(state)
    guard header.isUsable else { return setHeader(state, header.word | 1 << 24) }
    let length = min(header.messageBlocks, 125 - header.additionalBlocks)
    let truncated: UInt32 = length != header.messageBlocks ? 1 << 16 : 0
    header.word = header.word & ~0x00FF_0000 | truncated | UInt32(length) << 17
    setHeader(state, header.word)
    let additional = 16 * header.additionalBlocks
    seal(state, header, additional: additional, message: 16 * length)
  }

  private static func seal(
    _ state: UnsafeMutableRawPointer, _ header: Header, additional: Int, message: Int
  ) {
    let nonce = state.assumingMemoryBound(to: UInt8.self)
    let (key, text) = (nonce + 16, nonce + 48 + additional)
    withUnsafeTemporaryAllocation(byteCount: 256 + 64, alignment: 64) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      let block = scratch.advanced(by: 256).assumingMemoryBound(to: UInt8.self)
      crypto_stream_chacha20_ietf(block, 32, nonce, key)
      let poly = scratch.assumingMemoryBound(to: crypto_onetimeauth_poly1305_state.self)
      crypto_onetimeauth_poly1305_init(poly, block)
      if header.decrypts {
        crypto_onetimeauth_poly1305_update(poly, nonce + 48, UInt64(additional + message))
      }
      crypto_stream_chacha20_ietf_xor_ic(text, text, UInt64(message), nonce, 1, key)
      if !header.decrypts {
        let zeros = header.zeroTrailing
        (text + message - zeros).update(repeating: 0, count: zeros)
        crypto_onetimeauth_poly1305_update(poly, nonce + 48, UInt64(additional + message))
      }
      // Both lengths may wrap below zero: part of the definition (section 8.4, step 7).
      let lengths = UnsafeMutableRawPointer(block)
      let first = UInt64(additional) &- UInt64(header.zeroAdditional)
      let second = UInt64(message) &- UInt64(header.zeroTrailing)
      lengths.storeBytes(of: first.littleEndian, as: UInt64.self)
      lengths.storeBytes(of: second.littleEndian, toByteOffset: 8, as: UInt64.self)
      crypto_onetimeauth_poly1305_update(poly, block, 16)
      crypto_onetimeauth_poly1305_final(poly, key)
    }
  }

  static func multiply(_ state: UnsafeMutableRawPointer) {
    let bytes = state.assumingMemoryBound(to: UInt8.self)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { scratch in
      guard let point = scratch.baseAddress else { return }
      crypto_scalarmult_curve25519_base(point, bytes + 32)
      // Cannot fail: a clamped multiple of the base point is never of small order.
      if crypto_scalarmult_curve25519(point + 32, bytes, point) == 0 {
        (bytes + 64).update(from: point + 32, count: 32)
      }
    }
  }
}
