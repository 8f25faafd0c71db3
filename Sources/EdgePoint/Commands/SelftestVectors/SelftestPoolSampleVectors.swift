internal import EdgeControl
internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `pool_samples.json`: what a miner asks of a pool, mines and sends, and a work file.
enum PoolSampleVectors {
  static func check(_ vector: JSONValue) throws(VectorProblem) {
    try checkUpdates(vector)
    try checkClient(vector)
    try checkWorkFile(try vector.field("work_bin"))
  }

  /// The blocks within the history depth of 6, by the decoder that mining uses.
  private static func checkUpdates(_ vector: JSONValue) throws(VectorProblem) {
    var heights: [Int32] = []
    for text in try strings(vector, "block_info_json") {
      do throws(PoolProtocolError) { heights.append(try BlockInfo(decoding: text).height) } catch {
        throw VectorProblem("block info: \(error.text)")
      }
    }
    var wanted: [Int32] = []
    for element in try vector.list("blocks_reported_as_updates") {
      wanted.append(element.integer() ?? -1)
    }
    let top = heights.first ?? 0
    try expect(heights.filter { $0 > top - 6 } == wanted, "the blocks reported as updates differ")
  }

  /// Plays the pool for the miner's own decisions, which see no socket.
  private static func checkClient(_ vector: JSONValue) throws(VectorProblem) {
    let headers = try vector.field("upload_headers")
    var orders = MinerOrders()
    (orders.hashing, orders.networkUp, orders.threads) = (true, true, 1)
    orders.pools = [try vector.text("pool_url")]
    orders.paymentAddress = try headers.text("x-pc-payto")
    var core = MinerCore(seed: 1)
    core.apply(orders, at: .zero)
    let config = Text("\(orders.pools[0])/config.json").bytes
    try answer(&core, config, try vector.text("config_json"), "request for the configuration")
    let blocks = try strings(vector, "block_info_json")
    let requests = try strings(vector, "requests_for_block_info")
    try expect(blocks.count, requests.count, "number of requests for block info")
    for index in requests.indices {
      try answer(&core, requests[index], blocks[index], "request for block info")
    }
    try expect(fetches(&core).isEmpty, "a request more than expected")
    guard let work = core.plan(at: .zero).work else { throw VectorProblem("nothing to mine") }
    try checkWork(work, try vector.field("mining_request"))
    try checkUpload(&core, work, headers)
  }

  private static func checkWork(_ work: PoolWork, _ wanted: JSONValue) throws(VectorProblem) {
    try expect(work.target, try wanted.word("target"), "target")
    try expect(work.parentHeight, try wanted.integer("parent_height"), "parent height")
    try expect(work.parentHash, try wanted.bytes("parent_hash_internal"), "parent hash")
    try expect(work.signingKey, try wanted.bytes("signing_key"), "signing key")
  }

  private static func checkUpload(
    _ core: inout MinerCore, _ work: PoolWork, _ wanted: JSONValue
  ) throws(VectorProblem) {
    let header = AnnouncementHeader(
      hardNonce: 1, workBits: CompactTarget(work.target), parentHeight: work.parentHeight,
      signingKey: work.signingKey)
    guard let header else { throw VectorProblem("the signing key is not 32 bytes") }
    let bytes = header.bytes + [UInt8](repeating: 0, count: 1024 - AnnouncementHeader.size)
    core.offer(bytes, dedupHash: 5, at: .zero)
    core.tick(at: Instant.zero.advanced(bySeconds: 11))
    guard let names = wanted.members else { throw VectorProblem("no upload headers") }
    for case .upload(_, let upload) in core.takeEffects() {
      for (name, value) in names {
        let sent = upload.headers.first { Text($0.name).bytes == name }?.value
        guard sent == value.string else { throw VectorProblem("upload header \(name) differs") }
      }
      return
    }
    throw VectorProblem("nothing is uploaded")
  }

  /// Answers the one request that is open.
  private static func answer(
    _ core: inout MinerCore, _ url: [UInt8], _ body: [UInt8], _ what: StaticString
  ) throws(VectorProblem) {
    let open = fetches(&core)
    guard open.count == 1, let (id, fetch) = open.first else {
      throw VectorProblem("\(what): \(open.count) requests, expected one")
    }
    try expect(fetch.url.bytes, url, what)
    core.fetched(id, .answered(FetchAnswer(status: 200, body: body)), at: .zero)
  }

  private static func fetches(_ core: inout MinerCore) -> [(RequestID, PoolFetch)] {
    var found: [(RequestID, PoolFetch)] = []
    for case .fetch(let id, let fetch) in core.takeEffects() { found.append((id, fetch)) }
    return found
  }

  private static func strings(
    _ vector: JSONValue, _ name: StaticString
  ) throws(VectorProblem) -> [[UInt8]] {
    let elements = try vector.list(name)
    let strings = elements.compactMap { $0.string }
    try expect(strings.count, elements.count, "number of strings")
    return strings
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
