/// A block header with the four announcements and the tree proof that make it a block
/// (packetcrypt.md appendix A).
public struct BlockProof: Sendable {
  /// Bytes before the tree proof.
  static let fixedSize = 4184

  private let bytes: [UInt8]

  /// Takes header, padding, nonce, four announcements and tree proof; nil if it is too short.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count >= BlockProof.fixedSize else { return nil }
    self.bytes = bytes
  }

  /// The target that the block header names.
  public var headerTarget: CompactTarget { CompactTarget(bytes.littleEndian32(at: 72)) }
  private var nonce: UInt32 { bytes.littleEndian32(at: 84) }
  private var treeProof: ArraySlice<UInt8> { bytes[BlockProof.fixedSize...] }

  /// The announcements in the order used.
  public var announcements: [Announcement] {
    (0..<4).compactMap { index in
      let start = 88 + index * Announcement.size
      return Announcement(bytes[start..<start + Announcement.size])
    }
  }

  /// The work hash, and the number that chose each announcement (section A.3).
  public func work() -> (hash: [UInt8], selectors: [UInt64]) {
    let state = CryptoCycle()
    state.initialise(seed: Blake2b.hash32(Array(bytes[..<80])), nonce: UInt64(nonce))
    var selectors: [UInt64] = []
    for announcement in announcements {
      selectors.append(Array(state.bytes[16..<24]).littleEndian64(at: 0))
      announcement.bytes.withUnsafeBytes { _ = state.update($0) }
    }
    state.multiply()
    state.finish()
    return (Array(state.bytes[..<32]), selectors)
  }

  /// The root that the tree proof leads to among `count` announcements; nil if it is malformed.
  public func treeRoot(count: UInt64, selectors: [UInt64]) -> [UInt8]? {
    AnnouncementTree.root(
      count: count, selectors: selectors,
      announcementHashes: announcements.map { Blake2b.hash32($0.bytes) }, proof: treeProof)
  }
}

/// A block verdict, and the work hash where the check got as far as computing it.
public struct BlockCheck: Hashable, Sendable {
  public let verdict: BlockVerdict
  /// 32 bytes.
  public let workHash: [UInt8]?

  init(_ verdict: BlockVerdict, workHash: [UInt8]? = nil) {
    (self.verdict, self.workHash) = (verdict, workHash)
  }
}
