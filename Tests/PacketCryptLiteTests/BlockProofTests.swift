import EdgeTypes
import JSON
import PacketCryptLite
import Testing

@Suite struct BlockProofTests {
  private static func valid() throws -> (claim: BlockClaim, proof: [UInt8]) {
    let vector = try #require(try Vectors.list(.blockCheck).first)
    let claim = BlockClaim(
      height: try vector.integer("height"),
      shareTarget: CompactTarget(try vector.word("share_target")),
      commitment: try vector.bytes("coinbase_commitment"), parentHashes: nil)
    return (claim, try vector.bytes("header_and_proof"))
  }

  @Test func everyPrefix_isMalformed() throws {
    let (claim, proof) = try Self.valid()
    #expect(claim.check(headerAndProof: proof).verdict == .ok)
    for count in Array(0..<4184).filter({ $0 % 97 == 0 }) + Array(4184..<proof.count) {
      #expect(claim.check(headerAndProof: Array(proof[..<count])).verdict == .malformed)
    }
  }

  @Test func anyByteOfTheTreeProofChanged_isNotABlock() throws {
    let (claim, proof) = try Self.valid()
    for offset in 4184..<proof.count {
      var changed = proof
      changed[offset] ^= 0x80
      let verdict = claim.check(headerAndProof: changed).verdict
      #expect(verdict == .malformed || verdict == .mismatch, "byte \(offset)")
    }
  }

  @Test func commitmentOfAnotherLengthOrMagic_isBad() throws {
    var (claim, proof) = try Self.valid()
    let commitment = claim.commitment
    for count in 0..<48 {
      claim.commitment = Array(commitment[..<count])
      #expect(claim.check(headerAndProof: proof).verdict == .badCoinbase)
    }
    claim.commitment = commitment
    claim.commitment[0] ^= 1
    #expect(claim.check(headerAndProof: proof).verdict == .badCoinbase)
  }

  @Test func noAnnouncements_isMalformed() throws {
    var (claim, proof) = try Self.valid()
    claim.commitment.replaceSubrange(40..<48, with: [UInt8](repeating: 0, count: 8))
    #expect(claim.check(headerAndProof: proof).verdict == .malformed)
  }

  @Test func asManyAnnouncementsAsANumberHolds_isHandled() throws {
    var (claim, proof) = try Self.valid()
    claim.commitment.replaceSubrange(40..<48, with: [UInt8](repeating: 0xFF, count: 8))
    #expect(claim.check(headerAndProof: proof).verdict == .malformed)
    for fill: UInt8 in [0, 0x7F, 0x80, 0xFF] {
      let root = AnnouncementTree.root(
        count: .max, selectors: [0, .max, 1 << 63, 12345],
        announcementHashes: [[UInt8]](repeating: [UInt8](repeating: fill, count: 32), count: 4),
        proof: [UInt8](repeating: fill, count: 9000)[...])
      #expect(root == nil)
    }
  }

  @Test func missingParentHash_isAnInvalidAnnouncement() throws {
    var (claim, proof) = try Self.valid()
    claim.parentHashes = []
    #expect(claim.check(headerAndProof: proof).verdict == .announcementInvalid(0))
  }

  @Test func sameLeafWithTwoHashes_isRefused() {
    // One announcement: leaf 1 beside the zero leaf, whose hash is in the proof after leaf 1's range.
    let hash = [UInt8](repeating: 0, count: 8) + [UInt8](repeating: 9, count: 24)
    var mine = hash
    mine[7] = 0x40
    let range = [UInt8](repeating: 0xFF, count: 7) + [0xBF]
    let proof = [UInt8](repeating: 0, count: 32) + range
    func root(_ hashes: [[UInt8]]) -> [UInt8]? {
      AnnouncementTree.root(
        count: 1, selectors: [0, 5, 9, .max], announcementHashes: hashes, proof: proof[...])
    }
    #expect(root([mine, mine, mine, mine]) != nil)
    #expect(root([mine, mine, hash, mine]) == nil)
    #expect(root([mine, mine, mine, [1, 2, 3]]) == nil)
  }

  @Test func lastEntryWithoutExtent_isNotTakenForPadding() {
    // Leaf 1 starts at 2^64 - 1 and has range 0, so it looks like padding but is not.
    let mine = [UInt8](repeating: 0xFF, count: 32)
    let proof = [UInt8](repeating: 0, count: 40)
    let root = AnnouncementTree.root(
      count: 1, selectors: [0, 0, 0, 0],
      announcementHashes: [mine, mine, mine, mine], proof: proof[...])
    #expect(root == nil)
  }

  @Test func everyVerdict_hasItsCode() {
    #expect(BlockVerdict.ok.code == 0)
    #expect(BlockVerdict.share.code == 0x100)
    #expect(BlockVerdict.announcementInvalid(3).code == 0x203)
    #expect(BlockVerdict.announcementInsufficientWork(2).code == 0x302)
    #expect(BlockVerdict.malformed.code == 0x600)
    #expect(BlockVerdict.mismatch.code == 0x700)
    #expect(BlockVerdict.insufficientWork.code == 0x800)
    #expect(BlockVerdict.badCoinbase.code == 0x900)
  }
}
