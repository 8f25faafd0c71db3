/// What checking a block's proof comes to (packetcrypt.md section A.2).
public enum BlockVerdict: Hashable, Sendable {
  case ok
  /// Not a block, but good enough for the share target.
  case share
  /// Announcement 0 to 3 is not valid.
  case announcementInvalid(Int)
  /// Announcement 0 to 3 is easier, at its age, than the coinbase commits to.
  case announcementInsufficientWork(Int)
  /// The header and proof, or the tree proof in it, is malformed.
  case malformed
  /// The tree proof leads to another root.
  case mismatch
  case insufficientWork
  case badCoinbase

  /// The reference's number for this verdict.
  public var code: UInt32 {
    switch self {
    case .ok: 0
    case .share: 0x100
    case .announcementInvalid(let index): 0x200 &+ UInt32(truncatingIfNeeded: index)
    case .announcementInsufficientWork(let index): 0x300 &+ UInt32(truncatingIfNeeded: index)
    case .malformed: 0x600
    case .mismatch: 0x700
    case .insufficientWork: 0x800
    case .badCoinbase: 0x900
    }
  }

  public var name: StaticString {
    switch self {
    case .ok: "OK"
    case .share: "SHARE_OK"
    case .announcementInvalid: "ANN_INVALID"
    case .announcementInsufficientWork: "ANN_INSUF_POW"
    case .malformed: "PCP_INVAL"
    case .mismatch: "PCP_MISMATCH"
    case .insufficientWork: "INSUF_POW"
    case .badCoinbase: "BAD_COINBASE"
    }
  }
}
