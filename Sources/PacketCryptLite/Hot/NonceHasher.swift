/// Tries soft nonces on a finished table (packetcrypt.md section 12.3, step 7).
struct NonceHasher: ~Copyable {
  private let cycle = CryptoCycle()

  /// Calls `found` with the nonce, the item picked last and the final state of every nonce whose
  /// hash meets `target`.
  func run(
    _ nonces: Range<UInt32>, start: UnsafeRawPointer, tables: MiningTables, target: TargetTest,
    found: (UInt32, UInt64, UnsafeRawBufferPointer) -> Void
  ) {
    guard let state = cycle.mutableBytes.baseAddress else { return }
    for nonce in nonces {
      state.copyMemory(from: start, byteCount: CryptoCycle.size)
      state.storeBytes(of: UInt64(nonce).littleEndian, as: UInt64.self)
      var item: UInt64 = 0
      for _ in 0..<4 {
        item = CycleState.itemSelector(state) % UInt64(MiningTables.count)
        CycleState.update(state, item: tables.item(item))
      }
      cycle.finish()
      if target.isMet(by: state) { found(nonce, item, cycle.bytes) }
    }
  }
}

/// Whether a hash meets a target, most of the time by looking at its top 8 bytes only.
struct TargetTest {
  private let target: CompactTarget
  /// Every hash whose top 8 bytes exceed this misses the target.
  private let ceiling: UInt64

  init(_ target: CompactTarget) {
    self.target = target
    ceiling = target.value.map { ($0 >> 192).low64 } ?? 0
  }

  /// - Parameter hash: 32 bytes.
  func isMet(by hash: UnsafeRawPointer) -> Bool {
    guard UInt64(littleEndian: hash.load(fromByteOffset: 24, as: UInt64.self)) <= ceiling else {
      return false
    }
    return target.isMet(by: UnsafeRawBufferPointer(start: hash, count: 32))
  }
}
