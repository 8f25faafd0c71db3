/// The facts about a block that its proof is checked against.
public struct BlockClaim: Sendable {
  /// The height of the block.
  public var height: UInt32
  /// Shares count from here on; `CompactTarget(0)` for no shares.
  public var shareTarget: CompactTarget
  /// 48 bytes from the coinbase.
  public var commitment: [UInt8]
  /// The announcements' parent hashes in internal order, four of 32 bytes; nil leaves the
  /// announcements themselves unchecked.
  public var parentHashes: [[UInt8]]?

  public init(
    height: UInt32, shareTarget: CompactTarget, commitment: [UInt8], parentHashes: [[UInt8]]?
  ) {
    self.height = height
    self.shareTarget = shareTarget
    self.commitment = commitment
    self.parentHashes = parentHashes
  }

  /// Checks a header and proof by section A.2; the first rule that fails decides.
  ///
  /// Total: any bytes give a verdict. Takes a few milliseconds when announcements are checked.
  public func check(headerAndProof: [UInt8]) -> BlockCheck {
    guard let proof = BlockProof(headerAndProof) else { return BlockCheck(.malformed) }
    guard let coinbase = CoinbaseCommitment(commitment), coinbase.leastWork.isUsable else {
      return BlockCheck(.badCoinbase)
    }
    let (hash, selectors) = proof.work()
    let result = workVerdict(hash, proof.headerTarget, coinbase)
    if let refusal = announcementVerdict(proof.announcements, leastWork: coinbase.leastWork) {
      return BlockCheck(refusal, workHash: hash)
    }
    guard let root = proof.treeRoot(count: coinbase.announcementCount, selectors: selectors) else {
      return BlockCheck(.malformed, workHash: hash)
    }
    return BlockCheck(root == coinbase.treeRoot ? result : .mismatch, workHash: hash)
  }

  private func workVerdict(
    _ hash: [UInt8], _ target: CompactTarget, _ coinbase: CoinbaseCommitment
  ) -> BlockVerdict {
    func isMet(_ target: CompactTarget) -> Bool {
      Work.effectiveTarget(
        block: target, announcement: coinbase.leastWork, count: coinbase.announcementCount
      ).isMet(by: hash)
    }
    if isMet(target) { return .ok }
    return shareTarget.bits != 0 && isMet(shareTarget) ? .share : .insufficientWork
  }

  private func announcementVerdict(
    _ announcements: [Announcement], leastWork: CompactTarget
  ) -> BlockVerdict? {
    for (index, announcement) in announcements.enumerated() {
      if let parentHashes {
        guard index < parentHashes.count,
          announcement.check(parentHash: parentHashes[index]).verdict == .ok
        else { return .announcementInvalid(index) }
      }
      let header = announcement.header
      let aged =
        height < 3
        ? header.workBits : header.workBits.degraded(age: height &- header.parentHeight)
      guard aged.bits <= leastWork.bits else { return .announcementInsufficientWork(index) }
    }
    return nil
  }
}
