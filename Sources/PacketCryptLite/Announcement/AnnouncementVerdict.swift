/// What checking an announcement comes to (packetcrypt.md section 13).
public enum AnnouncementVerdict: UInt8, Hashable, Sendable, CaseIterable {
  case ok = 0
  /// The Merkle branch does not lead to the root, or a program cannot be made or run.
  case invalid = 1
  /// The tail does not decrypt to zeros.
  case invalidItem4 = 2
  /// All is consistent, but the hash does not meet the work bits.
  case insufficientWork = 3
  /// The soft nonce is above what the work bits allow.
  case softNonceHigh = 4
  /// Version 0, which is another construction.
  case unsupported = 5

  /// The name as pools write it.
  public var name: StaticString {
    switch self {
    case .ok: "OK"
    case .invalid: "INVAL"
    case .invalidItem4: "INVAL_ITEM4"
    case .insufficientWork: "INSUF_POW"
    case .softNonceHigh: "SOFT_NONCE_HIGH"
    case .unsupported: "UNSUPPORTED"
    }
  }
}

/// A verdict, and the work hash where the check got as far as computing it.
public struct AnnouncementCheck: Hashable, Sendable {
  public let verdict: AnnouncementVerdict
  /// 32 bytes.
  public let workHash: [UInt8]?

  init(_ verdict: AnnouncementVerdict, workHash: [UInt8]? = nil) {
    (self.verdict, self.workHash) = (verdict, workHash)
  }
}
