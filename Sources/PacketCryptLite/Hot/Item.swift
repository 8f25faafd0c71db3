internal import CPacketCrypt

/// Makes table items; one value per thread, so that nothing is allocated for an item.
public struct ItemMaker: ~Copyable {
  private let state = UnsafeMutablePointer<UInt8>.allocate(capacity: CryptoCycle.size)
  private var randHash = RandHash()

  public init() {}
  deinit { state.deallocate() }

  /// Writes item `number` (packetcrypt.md section 9) to `item`, 1,024 bytes.
  ///
  /// `seed` is 32 bytes. False if it is not, or if the program fails (`TOO_LONG`).
  public mutating func make(
    _ number: UInt64, seed: UnsafeRawBufferPointer, program: borrowing Program,
    into item: UnsafeMutableRawPointer
  ) -> Bool {
    guard seed.count == 32, let seed = seed.baseAddress else { return false }
    let bytes = UnsafeMutableRawPointer(state)
    pc_expand(seed.assumingMemoryBound(to: UInt8.self), 0, state, UInt32(CryptoCycle.size))
    bytes.storeBytes(of: number.littleEndian, as: UInt64.self)
    CycleState.makeFuzzable(bytes)
    guard randHash.run(program, number: number, on: bytes) else { return false }
    CycleState.makeFuzzable(bytes)
    pc_crypt(state)
    item.copyMemory(from: bytes, byteCount: CryptoCycle.itemSize)
    return true
  }
}

/// The 1,024-byte item `number` (packetcrypt.md section 9); nil if the program fails on it.
public func makeItem(number: UInt64, itemSeed: [UInt8], program: Program) -> [UInt8]? {
  var maker = ItemMaker()
  var isMade = false
  let item = [UInt8](unsafeUninitializedCapacity: CryptoCycle.itemSize) { buffer, count in
    guard let start = buffer.baseAddress else { return }
    isMade = itemSeed.withUnsafeBytes {
      maker.make(number, seed: $0, program: program, into: start)
    }
    count = isMade ? CryptoCycle.itemSize : 0
  }
  return isMade ? item : nil
}
