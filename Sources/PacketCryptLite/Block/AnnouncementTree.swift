internal import EdgeTypes

/// The sorted tree over all announcements of a block, and the compressed proof that four of them are
/// in it (packetcrypt.md sections A.4 and A.5).
public enum AnnouncementTree {
  /// The hash of the root entry that the proof leads to; nil if the proof is malformed.
  ///
  /// - Parameters:
  ///   - count: how many announcements the tree holds; 0 is refused.
  ///   - selectors: what chose each of the four, not yet reduced.
  ///   - announcementHashes: the 32-byte hash of each of the four.
  ///   - proof: it must be consumed exactly.
  public static func root(
    count: UInt64, selectors: [UInt64], announcementHashes: [[UInt8]], proof: ArraySlice<UInt8>
  ) -> [UInt8]? {
    guard count > 0, selectors.count == announcementHashes.count,
      announcementHashes.allSatisfy({ $0.count == 32 })
    else { return nil }
    var reader = TreeProofReader(
      lastLeaf: count, leaves: selectors.map { $0 % count + 1 }, hashes: announcementHashes,
      proof: ByteReader(proof))
    // With N + 1 leaves the height is the bit width of N.
    let height = 64 - count.leadingZeroBitCount
    guard let root = reader.readComputable(height: height, firstLeaf: 0), reader.isAtEnd,
      root.start == 0, root.end == .max
    else { return nil }
    return Blake2b.hash32(root.bytes)
  }
}

/// One entry of the tree: 48 bytes when hashed.
struct TreeEntry {
  let hash: [UInt8]
  let start: UInt64
  let end: UInt64

  /// What completes a level with an odd number of entries: all ones.
  static let pad = TreeEntry(hash: [UInt8](repeating: 0xFF, count: 32), start: .max, end: .max)

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.write(bytes: hash)
    writer.write(start)
    writer.write(end)
    return writer.bytes
  }
}

/// Reads a proof in pre-order and computes the entries upwards at once; recursion is at most 64 deep.
private struct TreeProofReader {
  /// A child before its sibling has told it where it lies.
  private enum Child {
    case computed(TreeEntry)
    case leaf(hash: [UInt8], range: UInt64?)
    case provided(hash: [UInt8], range: UInt64)
    case pad
  }

  let lastLeaf: UInt64
  let leaves: [UInt64]
  let hashes: [[UInt8]]
  var proof: ByteReader

  var isAtEnd: Bool { proof.remaining == 0 }

  /// A node above the leaves with at least one of the four announcements below it.
  mutating func readComputable(height: Int, firstLeaf: UInt64) -> TreeEntry? {
    let half = height - 1
    let middle = firstLeaf &+ (1 << UInt64(half))
    guard let left = readChild(height: half, firstLeaf: firstLeaf, isRight: false),
      let right = readChild(height: half, firstLeaf: middle, isRight: true)
    else { return nil }
    return combine(left, right)
  }

  private mutating func readChild(height: Int, firstLeaf: UInt64, isRight: Bool) -> Child? {
    let computable = leaves.contains { $0 >> UInt64(height) == firstLeaf >> UInt64(height) }
    if height > 0, computable {
      return readComputable(height: height, firstLeaf: firstLeaf).map { .computed($0) }
    }
    if !computable, firstLeaf > lastLeaf { return .pad }
    var range: UInt64?
    if height > 0 || isRight {
      range = proof.readInteger(UInt64.self)
      guard range != nil else { return nil }
    }
    guard let hash = computable ? hash(ofLeaf: firstLeaf) : proof.readBytes(32).map({ Array($0) })
    else { return nil }
    guard height > 0, let range else { return .leaf(hash: hash, range: range) }
    return .provided(hash: hash, range: range)
  }

  /// The announcement at `leaf`; nil if two announcements claim it and differ.
  private func hash(ofLeaf leaf: UInt64) -> [UInt8]? {
    var found: [UInt8]?
    for (index, candidate) in leaves.enumerated() where candidate == leaf {
      if let found, found != hashes[index] { return nil }
      found = hashes[index]
    }
    return found
  }

  /// Where each child starts and ends follows from the other; arithmetic is modulo 2^64.
  private func combine(_ left: Child, _ right: Child) -> TreeEntry? {
    switch (left, right) {
    case (.leaf(let hash, _), .leaf(let rightHash, let range)):
      let start = rightHash.littleEndian64(at: 0)
      return join(
        TreeEntry(hash: hash, start: hash.littleEndian64(at: 0), end: start),
        TreeEntry(hash: rightHash, start: start, end: start &+ (range ?? 0)))
    case (.leaf(let hash, _), .pad):
      return parent(TreeEntry(hash: hash, start: hash.littleEndian64(at: 0), end: .max), .pad)
    case (.computed(let entry), .computed(let other)): return join(entry, other)
    case (.computed(let entry), .pad): return parent(entry, .pad)
    case (.computed(let entry), .provided(let hash, let range)):
      return join(entry, TreeEntry(hash: hash, start: entry.end, end: entry.end &+ range))
    case (.provided(let hash, let range), .computed(let entry)):
      return join(TreeEntry(hash: hash, start: entry.start &- range, end: entry.start), entry)
    default: return nil
    }
  }

  private func join(_ left: TreeEntry, _ right: TreeEntry) -> TreeEntry? {
    guard right.end > right.start else { return nil }
    return parent(left, right)
  }

  private func parent(_ left: TreeEntry, _ right: TreeEntry) -> TreeEntry? {
    guard left.end == right.start, left.end > left.start else { return nil }
    return TreeEntry(
      hash: Blake2b.hash32(left.bytes + right.bytes), start: left.start, end: right.end)
  }
}
