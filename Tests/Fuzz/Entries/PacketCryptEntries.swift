import EdgeTypes
import PacketCryptLite

// What a fuzzer feeds: every function takes any bytes at all, and must neither trap nor run long.

/// A parent hash (32 bytes), then an announcement.
func fuzzAnnouncement(_ bytes: [UInt8]) {
  var reader = ByteReader(bytes)
  guard let parentHash = reader.readBytes(32), let rest = reader.readBytes(reader.remaining) else {
    return
  }
  if let header = AnnouncementHeader(rest) {
    _ = (header.softNonce, header.workBits.softNonceLimit, header.workBits.difficulty)
  }
  guard let announcement = Announcement(rest) else { return }
  _ = announcement.check(parentHash: Array(parentHash))
  _ = announcement.handlerIndex(of: Int(parentHash[parentHash.startIndex]))
}

/// Height, share target, a flag byte, commitment (48 bytes), four parent hashes, header and proof.
func fuzzBlockProof(_ bytes: [UInt8]) {
  var reader = ByteReader(bytes)
  guard let height = reader.readInteger(UInt32.self), let share = reader.readInteger(UInt32.self),
    let flags = reader.readByte(), let commitment = reader.readBytes(48),
    let parents = reader.readBytes(128), let rest = reader.readBytes(reader.remaining)
  else { return }
  let parentHashes = (0..<4).map { index in
    Array(parents[(parents.startIndex + index * 32)..<(parents.startIndex + index * 32 + 32)])
  }
  let claim = BlockClaim(
    height: height, shareTarget: CompactTarget(share), commitment: Array(commitment),
    parentHashes: flags & 1 == 1 ? parentHashes : nil)
  _ = claim.check(headerAndProof: Array(rest))
}

/// Announcement count, four selectors, four hashes, then the compressed proof.
func fuzzTreeProof(_ bytes: [UInt8]) {
  var reader = ByteReader(bytes)
  guard let count = reader.readInteger(UInt64.self) else { return }
  var selectors: [UInt64] = []
  var hashes: [[UInt8]] = []
  for _ in 0..<4 {
    guard let selector = reader.readInteger(UInt64.self), let hash = reader.readBytes(32) else {
      return
    }
    selectors.append(selector)
    hashes.append(Array(hash))
  }
  guard let proof = reader.readBytes(reader.remaining) else { return }
  _ = AnnouncementTree.root(
    count: count, selectors: selectors, announcementHashes: hashes, proof: proof)
}

/// A `work_<height>.bin`.
func fuzzWorkFile(_ bytes: [UInt8]) {
  do throws(WorkFile.Failure) {
    let file = try WorkFile(bytes)
    precondition(128 + file.coinbase.count + 32 * file.merkleBranch.count == bytes.count)
  } catch {
    precondition(!error.text.bytes.isEmpty)
  }
}

/// A payment address; what is accepted must be what handlers take and pools credit.
func fuzzPaymentAddress(_ bytes: [UInt8]) {
  let verdict = PaymentAddress.check(bytes)
  precondition(!verdict.text.bytes.isEmpty)
  guard verdict == .ok else { return }
  precondition(PaymentAddress.isTakenByHandlers(bytes) && PaymentAddress.isCredited(bytes))
}

/// Two targets, an age and a count.
func fuzzTargets(_ bytes: [UInt8]) {
  var reader = ByteReader(bytes)
  guard let first = reader.readInteger(UInt32.self), let second = reader.readInteger(UInt32.self),
    let age = reader.readInteger(UInt32.self), let count = reader.readInteger(UInt64.self)
  else { return }
  let (block, announcement) = (CompactTarget(first), CompactTarget(second))
  let effective = Work.effectiveTarget(block: block, announcement: announcement, count: count)
  precondition(effective.bits <= CompactTarget.maximum.bits)
  _ = (announcement.degraded(age: age), announcement.difficulty, announcement.softNonceLimit)
  _ = Work.multiplier(announcement: announcement, count: count)
}
