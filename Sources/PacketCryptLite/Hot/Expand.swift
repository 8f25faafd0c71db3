internal import CSodium

/// Fills `output` with the stream that `seed` (32 bytes) and `number` stand for
/// (packetcrypt.md section 2): ChaCha20-IETF with nonce `le32(number) ‖ "PC_EXPND"`.
///
/// A seed of another length gives zeros.
public func expand(
  seed: UnsafeRawBufferPointer, number: UInt32, into output: UnsafeMutableRawBufferPointer
) {
  guard seed.count == 32, let seed = seed.baseAddress, let start = output.baseAddress else {
    output.initializeMemory(as: UInt8.self, repeating: 0)
    return
  }
  withUnsafeTemporaryAllocation(byteCount: 12, alignment: 4) { nonce in
    guard let nonce = nonce.baseAddress else { return }
    nonce.storeBytes(of: number.littleEndian, as: UInt32.self)
    // "PC_EXPND", as two little-endian words.
    nonce.storeBytes(of: UInt32(0x455F_4350).littleEndian, toByteOffset: 4, as: UInt32.self)
    nonce.storeBytes(of: UInt32(0x444E_5058).littleEndian, toByteOffset: 8, as: UInt32.self)
    _ = crypto_stream_chacha20_ietf(
      start.assumingMemoryBound(to: UInt8.self), UInt64(output.count),
      nonce.assumingMemoryBound(to: UInt8.self), seed.assumingMemoryBound(to: UInt8.self))
  }
}

/// The first `count` bytes of the stream of `seed` and `number`.
public func expand(seed: [UInt8], number: UInt32, count: Int) -> [UInt8] {
  let count = max(0, count)
  return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
    seed.withUnsafeBytes {
      expand(seed: $0, number: number, into: UnsafeMutableRawBufferPointer(buffer))
    }
    filled = count
  }
}
