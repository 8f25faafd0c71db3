/// A branch of the tree over a table's 8192 items (packetcrypt.md section 10).
public enum MerkleBranch {
  public static let depth = 13
  public static let hashSize = 64

  /// Whether `siblings` lead from leaf `number` to `root`.
  ///
  /// - Parameters:
  ///   - leaf: the 64-byte hash of the item.
  ///   - number: the item's place in the table; its low 13 bits count.
  ///   - siblings: 13 hashes of 64 bytes, leaf level first; any other length leads nowhere.
  public static func leads(
    from leaf: [UInt8], number: UInt64, siblings: ArraySlice<UInt8>, to root: ArraySlice<UInt8>
  ) -> Bool {
    guard siblings.count == depth * hashSize, leaf.count == hashSize else { return false }
    var hash = leaf
    for level in 0..<depth {
      let start = siblings.startIndex + level * hashSize
      let sibling = siblings[start..<start + hashSize]
      hash = Blake2b.hash64(
        number >> UInt64(level) & 1 == 0 ? hash + sibling : Array(sibling) + hash)
    }
    return root.elementsEqual(hash)
  }
}
