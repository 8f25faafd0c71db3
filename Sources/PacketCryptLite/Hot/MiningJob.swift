/// One header with everything that its hashes need (packetcrypt.md section 3).
struct MiningJob {
  private let header: AnnouncementHeader
  private let firstHash: [UInt8]
  private let firstProgram: Program
  private var second: Second?

  /// What is known once the tree over table 1 stands.
  struct Second {
    var root: [UInt8]
    var program: Program
    /// 32 bytes, of table 2's items.
    var itemSeed: [UInt8]
    /// A state after `init` but for the nonce; only bytes 0–7 differ between nonces.
    var start: [UInt8]
  }

  /// Nil if the program of table 1 cannot be generated.
  init?(_ request: MiningRequest, hardNonce: UInt32) {
    guard
      let header = AnnouncementHeader(
        hardNonce: hardNonce, workBits: CompactTarget(request.target),
        parentHeight: request.parentHeight, signingKey: request.signingKey)
    else { return nil }
    firstHash = JobHashes.first(header: header, parentHash: request.parentHash)
    guard let program = Program(seed: Array(firstHash[..<32])) else { return nil }
    (self.header, firstProgram) = (header, program)
  }

  /// Goes on from the root of the tree; false if the program of table 2 cannot be generated.
  mutating func derive(root: [UInt8]) -> Bool {
    let seed = JobHashes.tableTwoSeed(root: root, first: firstHash)
    guard let program = Program(seed: Array(seed[..<32])) else { return false }
    let cycle = CryptoCycle()
    let cycleSeed = JobHashes.second(header: header, root: root)
    cycle.initialise(seed: Array(cycleSeed[..<32]), nonce: 0)
    second = Second(
      root: root, program: program, itemSeed: Array(seed[32...]), start: Array(cycle.bytes))
    return true
  }

  /// Makes an item of table 1.
  func makeFirst(
    _ number: UInt64, with maker: inout ItemMaker, into item: UnsafeMutableRawPointer
  ) -> Bool {
    firstHash[32...].withUnsafeBytes {
      maker.make(number, seed: $0, program: firstProgram, into: item)
    }
  }

  /// Makes an item of table 2.
  func makeSecond(
    _ number: UInt64, with maker: inout ItemMaker, into item: UnsafeMutableRawPointer
  ) -> Bool {
    guard let second else { return false }
    return second.itemSeed.withUnsafeBytes {
      maker.make(number, seed: $0, program: second.program, into: item)
    }
  }

  /// Calls `body` with the state that every nonce starts from, 2,048 bytes.
  func withStart(_ body: (UnsafeRawPointer) -> Void) {
    second?.start.withUnsafeBytes { if let start = $0.baseAddress { body(start) } }
  }

  /// The announcement that `nonce` found.
  func announcement(
    nonce: UInt32, branch: [UInt8], state: UnsafeRawBufferPointer
  ) -> [UInt8]? {
    guard let second else { return nil }
    var header = header
    header.softNonce = nonce
    return Announcement(header: header, branch: branch, root: second.root, state: state)?.bytes
  }
}
