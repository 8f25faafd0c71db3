/// Makes table items; one value per thread, so that nothing is allocated for an item.
public struct ItemMaker: ~Copyable {
  private let cycle = CryptoCycle()
  private var randHash = RandHash()

  public init() {}

  /// Writes item `number` (packetcrypt.md section 9) to `item`, 1,024 bytes.
  ///
  /// `seed` is 32 bytes. False if the program fails on it (`TOO_LONG`).
  public mutating func make(
    _ number: UInt64, seed: UnsafeRawBufferPointer, program: borrowing Program,
    into item: UnsafeMutableRawPointer
  ) -> Bool {
    cycle.initialise(seed: seed, nonce: number)
    guard let state = cycle.mutableBytes.baseAddress,
      randHash.run(program, number: number, on: state)
    else { return false }
    cycle.makeFuzzable()
    cycle.crypt()
    item.copyMemory(from: state, byteCount: CryptoCycle.itemSize)
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
