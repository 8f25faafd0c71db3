internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `pool_samples.json`: what a miner asks of a pool, mines and sends, and a work file.
enum PoolSampleVectors {
  static func check(_ vector: JSONValue) throws(VectorProblem) {
    try checkWorkFile(try vector.field("work_bin"))
  }

  private static func checkWorkFile(_ vector: JSONValue) throws(VectorProblem) {
    let bytes = try vector.bytes("hex")
    let work: WorkFile
    do throws(WorkFile.Failure) { work = try WorkFile(bytes) } catch {
      throw VectorProblem(error.text)
    }
    try expect(work.blockHeader, try vector.bytes("header"), "header")
    try expect(work.signingKey, try vector.bytes("signing_key"), "signing key")
    try expect(work.shareTarget.bits, try vector.word("share_target"), "share target")
    try expect(work.announcementTarget.bits, try vector.word("ann_target"), "announcement target")
    try expect(work.height, try vector.integer("height"), "height")
    try expect(work.coinbase, try vector.bytes("coinbase"), "coinbase")
    let branch = try vector.byteLists("merkle_branch")
    try expect(work.merkleBranch == branch, "Merkle branch differs")
    let path = try vector.text("path")
    try expect(path, Text("/work_\(work.height).bin").bytes, "path")
  }
}
