internal import CPacketCrypt

/// Tries soft nonces on a finished table (packetcrypt.md section 12.3, step 7), four at a time.
struct NonceHasher: ~Copyable {
  private static let group: UInt32 = 4

  private let states = UnsafeMutableRawPointer.allocate(
    byteCount: Int(Self.group) * CryptoCycle.size, alignment: 64)

  init() {}
  deinit { states.deallocate() }

  /// Calls `found` with the nonce, the item picked last and the final state of every nonce whose
  /// hash meets `target`.
  ///
  /// - Parameters:
  ///   - start: a state after `init`; its nonce does not matter.
  ///   - table: 8,192 items.
  func run(
    _ nonces: Range<UInt32>, start: UnsafeRawPointer, table: UnsafeRawPointer, target: TargetTest,
    found: (UInt32, UInt64, UnsafeRawBufferPointer) -> Void
  ) {
    let (start, table) = (
      start.assumingMemoryBound(to: UInt8.self), table.assumingMemoryBound(to: UInt8.self)
    )
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: Int(Self.group)) { items in
      var first = nonces.lowerBound
      while first < nonces.upperBound {
        pc_hash_of_4(
          states.assumingMemoryBound(to: UInt8.self), start, table, UInt64(first),
          items.baseAddress)
        for lane in 0..<min(Self.group, nonces.upperBound - first) {
          let state = states + Int(lane) * CryptoCycle.size
          guard target.isMet(by: state) else { continue }
          let bytes = UnsafeRawBufferPointer(start: state, count: CryptoCycle.size)
          found(first + lane, UInt64(items[Int(lane)]), bytes)
        }
        // Soft nonces have 24 bits.
        first += Self.group
      }
    }
  }

  /// One nonce with libsodium's primitives: what the kernels are tested against.
  ///
  /// Leaves the final state in `cycle` and returns the item picked last.
  static func reference(
    _ nonce: UInt32, start: UnsafeRawPointer, table: UnsafeRawPointer,
    in cycle: borrowing CryptoCycle
  ) -> UInt64 {
    guard let state = cycle.mutableBytes.baseAddress else { return 0 }
    state.copyMemory(from: start, byteCount: CryptoCycle.size)
    state.storeBytes(of: UInt64(nonce).littleEndian, as: UInt64.self)
    var item: UInt64 = 0
    for _ in 0..<4 {
      item = CycleState.itemSelector(state) % UInt64(MiningTables.count)
      CycleState.update(state, item: table + Int(item) * CryptoCycle.itemSize)
    }
    cycle.finish()
    return item
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
