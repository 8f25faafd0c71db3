public import EdgeTypes

/// A pool's `work_<height>.bin`: the block that its block miners work on (packetcrypt.md 14.11).
public struct WorkFile: Hashable, Sendable {
  /// 80 bytes.
  public let blockHeader: [UInt8]
  /// 32 bytes, or zeros for none.
  public let signingKey: [UInt8]
  public let shareTarget: CompactTarget
  public let announcementTarget: CompactTarget
  public let height: Int32
  /// The coinbase transaction without witness.
  public let coinbase: [UInt8]
  /// The coinbase's Merkle branch: hashes of 32 bytes.
  public let merkleBranch: [[UInt8]]

  /// Why bytes are not a work file.
  public enum Failure: Error, Hashable, Sendable {
    /// It ends inside the named part.
    case tooShort(size: Int, needed: Int)
    /// The Merkle branch is not whole hashes.
    case raggedBranch(size: Int)

    public var text: Text {
      switch self {
      case .tooShort(let size, let needed):
        "work file has \(size) bytes, expected at least \(needed)"
      case .raggedBranch(let size):
        "Merkle branch has \(size) bytes, expected a multiple of 32"
      }
    }
  }

  private static let fixedSize = 128

  /// Decodes a whole file; any bytes give a value or a failure.
  public init(_ bytes: [UInt8]) throws(Failure) {
    var reader = ByteReader(bytes)
    guard let header = reader.readBytes(80), let key = reader.readBytes(32),
      let share = reader.readInteger(UInt32.self), let target = reader.readInteger(UInt32.self),
      let height = reader.readInteger(UInt32.self), let length = reader.readInteger(UInt32.self)
    else { throw .tooShort(size: bytes.count, needed: WorkFile.fixedSize) }
    guard let coinbase = reader.readBytes(Int(clamping: length)) else {
      throw .tooShort(size: bytes.count, needed: WorkFile.fixedSize + Int(clamping: length))
    }
    guard reader.remaining % 32 == 0 else { throw .raggedBranch(size: reader.remaining) }
    var branch: [[UInt8]] = []
    while let hash = reader.readBytes(32) { branch.append(Array(hash)) }
    blockHeader = Array(header)
    signingKey = Array(key)
    shareTarget = CompactTarget(share)
    announcementTarget = CompactTarget(target)
    self.height = Int32(bitPattern: height)
    self.coinbase = Array(coinbase)
    merkleBranch = branch
  }
}
