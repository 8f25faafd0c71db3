internal import EdgeTypes

/// What a block's coinbase says about the announcements behind it (packetcrypt.md section A.1).
public struct CoinbaseCommitment: Hashable, Sendable {
  public static let size = 48
  private static let magic: UInt32 = 0x0211_F909

  /// The easiest target, after ageing, of any announcement used.
  public let leastWork: CompactTarget
  /// 32 bytes.
  public let treeRoot: [UInt8]
  public let announcementCount: UInt64

  /// Decodes 48 bytes; nil for another length or another magic number.
  public init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard bytes.count == CoinbaseCommitment.size,
      reader.readInteger(UInt32.self) == CoinbaseCommitment.magic,
      let work = reader.readInteger(UInt32.self), let root = reader.readBytes(32),
      let count = reader.readInteger(UInt64.self)
    else { return nil }
    (leastWork, treeRoot, announcementCount) = (CompactTarget(work), Array(root), count)
  }
}
