/// The hashes that tie a job together (packetcrypt.md section 3).
///
/// Every one is 64 bytes: the first half seeds a program, the second half the items of a table.
public enum JobHashes {
  /// `annHash0`, which table 1 grows from.
  ///
  /// - Parameter parentHash: 32 bytes in internal order.
  public static func first(header: AnnouncementHeader, parentHash: [UInt8]) -> [UInt8] {
    Blake2b.hash64(
      header.withoutSoftNonce.bytes + parentHash + [UInt8](repeating: 0, count: 32))
  }

  /// `annHash1`, whose first half seeds the CryptoCycle of every soft nonce.
  ///
  /// - Parameter root: the 64-byte root of the tree over table 1.
  public static func second(
    header: AnnouncementHeader, root: some Collection<UInt8>
  ) -> [UInt8] { Blake2b.hash64(header.withoutSoftNonce.bytes + Array(root)) }

  /// `v1Seed`, which table 2 grows from.
  public static func tableTwoSeed(root: some Collection<UInt8>, first: [UInt8]) -> [UInt8] {
    Blake2b.hash64(Array(root) + first)
  }
}
