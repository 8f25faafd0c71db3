/// What to mine (packetcrypt.md section 12.1).
public struct MiningRequest: Equatable, Sendable {
  /// Compact target of the announcements, `annTarget` of a pool.
  public var target: UInt32
  public var parentHeight: UInt32
  /// 32 bytes in internal order.
  public var parentHash: [UInt8]
  /// Ed25519 public key, or 32 zero bytes.
  public var signingKey: [UInt8]

  public init(target: UInt32, parentHeight: UInt32, parentHash: [UInt8], signingKey: [UInt8]) {
    (self.target, self.parentHeight) = (target, parentHeight)
    (self.parentHash, self.signingKey) = (parentHash, signingKey)
  }

  /// False if no announcement could ever meet it, or a field has the wrong length.
  public var isUsable: Bool {
    parentHash.count == 32 && signingKey.count == 32 && CompactTarget(target).isUsable
      && CompactTarget(target).softNonceLimit != nil
  }
}

/// Which hard nonce comes next for each header (packetcrypt.md section 12.2).
///
/// All threads share one table, so one sequence serves them all. Requests may alternate: each
/// header goes on where it was, since a repeated job would only find duplicates. The parent hash
/// does not count: after a reorganisation at the same height the sequence continues.
struct HardNonces {
  private struct Entry {
    var target: UInt32
    var parentHeight: UInt32
    var signingKey: [UInt8]
    var next: UInt32
  }

  /// Headers to remember; a chain that is 64 blocks further does not come back.
  private static let capacity = 64

  private let minerID: UInt32
  /// The header used last is at the end.
  private var entries: [Entry] = []

  init(minerID: UInt32) { self.minerID = minerID }

  mutating func next(for request: MiningRequest) -> UInt32 {
    let known = entries.firstIndex {
      $0.target == request.target && $0.parentHeight == request.parentHeight
        && $0.signingKey == request.signingKey
    }
    var entry =
      known.map { entries.remove(at: $0) }
      ?? Entry(
        target: request.target, parentHeight: request.parentHeight,
        signingKey: request.signingKey, next: minerID)
    defer {
      entry.next &+= 1
      if entries.count >= Self.capacity { entries.removeFirst() }
      entries.append(entry)
    }
    return entry.next
  }
}
