internal import EdgeTypes

/// The newest blocks of one pool's chain, by height; at most eight (packetcrypt.md 14.3).
public struct BlockChain: Equatable, Sendable {
  public static let capacity = 8
  /// How far below the tip discovery goes (packetcrypt.md 14.2).
  static let depth: Int32 = 6

  private var blocks: [BlockInfo] = []
  public init() {}

  public func block(at height: Int32) -> BlockInfo? { blocks.first { $0.height == height } }

  func knows(_ hash: [UInt8], at height: Int32) -> Bool { block(at: height)?.hash == hash }

  /// Whether another block has taken the height of the announcement's parent.
  func replaced(_ announcement: QueuedAnnouncement) -> Bool {
    guard let block = block(at: Int32(clamping: announcement.parentHeight)) else { return false }
    return !block.hash.reversed().elementsEqual(announcement.parentHash)
  }

  /// Remembers `block` in place of another of its height; the tip is now at `top`.
  ///
  /// What a rollback left above the tip is forgotten, so that it cannot be taken for the tip.
  mutating func insert(_ block: BlockInfo, top: Int32) {
    blocks.removeAll {
      $0.height == block.height || $0.height > top || $0.height <= top - Int32(Self.capacity)
    }
    guard block.height <= top, block.height > top - Int32(Self.capacity) else { return }
    blocks.append(block)
  }
}

/// One walk from the tip towards older blocks, until a known block or the depth is reached.
struct BlockDiscovery: Equatable, Sendable {
  let top: Int32
  var height: Int32
  var hash: [UInt8]
  private(set) var seen: [[UInt8]] = []
  var backoff = Backoff()
  var redirects = Redirects()
  var nextTry: Instant
  var request: RequestID?

  init(top: Int32, tip: [UInt8], at now: Instant) {
    (self.top, height, hash, nextTry) = (top, top, tip, now)
  }

  /// Takes the answer about the block that was asked for; false when the walk is over.
  mutating func take(_ block: BlockInfo, into chain: inout BlockChain) throws(PoolProtocolError)
    -> Bool
  {
    guard block.hash == hash else {
      throw PoolProtocolError("header.hash is not the hash that was asked for")
    }
    guard block.height == height else {
      throw PoolProtocolError("header.height is \(block.height), expected \(height)")
    }
    seen.append(hash)
    guard !seen.contains(block.previousHash) else {
      throw PoolProtocolError("the block at \(height) follows itself, a cycle")
    }
    chain.insert(block, top: top)
    guard block.height > top - BlockChain.depth, block.height > 0 else { return false }
    (hash, height) = (block.previousHash, height - 1)
    backoff.reset()
    return !chain.knows(hash, at: height)
  }
}
