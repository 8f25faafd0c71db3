/// The 2,048-byte state that a hash is made in (packetcrypt.md section 8).
///
/// One value owns one state; nothing here allocates after `init()`.
public struct CryptoCycle: ~Copyable {
  /// Bytes in a state.
  public static let size = 2048
  /// Bytes in an item that `update` takes.
  public static let itemSize = 1024

  private let state: UnsafeMutableRawPointer

  /// A state of zeros.
  public init() {
    state = .allocate(byteCount: Self.size, alignment: 64)
    state.initializeMemory(as: UInt8.self, repeating: 0, count: Self.size)
  }

  deinit { state.deallocate() }

  /// The state's bytes, valid as long as this value.
  public var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: state, count: Self.size)
  }

  /// The state's bytes, to be changed in place.
  public var mutableBytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: state, count: Self.size)
  }

  /// Section 8.3; `seed` is 32 bytes.
  public func initialise(seed: UnsafeRawBufferPointer, nonce: UInt64) {
    expand(seed: seed, number: 0, into: mutableBytes)
    state.storeBytes(of: nonce.littleEndian, as: UInt64.self)
    makeFuzzable()
  }

  public func initialise(seed: [UInt8], nonce: UInt64) {
    seed.withUnsafeBytes { initialise(seed: $0, nonce: nonce) }
  }

  /// Section 8.2.
  public func makeFuzzable() { CycleState.makeFuzzable(state) }

  /// Section 8.4.
  public func crypt() { CycleState.crypt(state) }

  /// Section 8.5: mixes in the first 1,024 bytes of `item`; false, and no change, if it is shorter.
  @discardableResult public func update(_ item: UnsafeRawBufferPointer) -> Bool {
    guard item.count >= Self.itemSize, let item = item.baseAddress else { return false }
    CycleState.update(state, item: item)
    return true
  }

  /// Section 8.6: the state's first 32 bytes become its hash.
  public func finish() { Blake2b.hash32(bytes, into: state) }

  /// Section 8.7: two X25519 products, for block proofs.
  public func multiply() { CycleState.multiply(state) }

  /// The number of the next item among `count` (section 8.8); read it before each update.
  public func itemNumber(of count: UInt64) -> UInt64 {
    count == 0 ? 0 : CycleState.itemSelector(state) % count
  }
}
