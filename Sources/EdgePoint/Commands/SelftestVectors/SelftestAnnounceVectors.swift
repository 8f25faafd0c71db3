internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `announce.json`: whole jobs, from the header to encrypted announcements.
enum AnnounceVectors {
  static func check(_ vector: JSONValue) throws(VectorProblem) {
    guard let header = AnnouncementHeader(try vector.bytes("header")) else {
      throw VectorProblem("member 'header' is not 88 bytes")
    }
    let first = JobHashes.first(header: header, parentHash: try vector.bytes("parent_hash"))
    try expect(first, try vector.bytes("ann_hash0"), "annHash0")
    let tableOne = try VectorTable(
      programSeed: Array(first[..<32]), itemSeed: Array(first[32...]))
    try expect(tableOne.hash, try vector.bytes("table1_blake2b64"), "hash of table 1")
    let tree = VectorTree(over: tableOne)
    try expect(tree.root, try vector.bytes("root"), "root")
    let second = JobHashes.second(header: header, root: tree.root)
    try expect(second, try vector.bytes("ann_hash1"), "annHash1")
    let seed = JobHashes.tableTwoSeed(root: tree.root, first: first)
    try expect(seed, try vector.bytes("v1_seed"), "v1Seed")
    let tableTwo = try VectorTable(programSeed: Array(seed[..<32]), itemSeed: Array(seed[32...]))
    try expect(tableTwo.hash, try vector.bytes("table2_blake2b64"), "hash of table 2")
    let limit = header.workBits.softNonceLimit ?? .max
    try expect(limit, try vector.integer("soft_nonce_max"), "soft nonce limit")
    let cycle = CryptoCycle()
    for hash in try vector.list("hashes") {
      try checkHash(hash, "hash", header, second, tableTwo, cycle)
    }
    for announcement in try vector.list("announcements") {
      try checkHash(announcement, "work_hash", header, second, tableTwo, cycle)
      try checkAnnouncement(announcement, header, tree, cycle, try vector.bytes("parent_hash"))
    }
  }

  /// Hashes one soft nonce into `cycle` and compares the last item's number and the hash.
  private static func checkHash(
    _ vector: JSONValue, _ name: StaticString, _ header: AnnouncementHeader, _ second: [UInt8],
    _ table: VectorTable, _ cycle: borrowing CryptoCycle
  ) throws(VectorProblem) {
    cycle.initialise(seed: Array(second[..<32]), nonce: try vector.integer("soft_nonce"))
    var number = 0
    for _ in 0..<4 {
      number = Int(truncatingIfNeeded: cycle.itemNumber(of: 8192))
      table.item(number).withUnsafeBytes { _ = cycle.update($0) }
    }
    cycle.finish()
    let wanted: Int = try vector.integer("item_number")
    try expect(number, wanted, "number of the last item")
    try expect(cycle.bytes[..<32], try vector.bytes(name), "work hash")
  }

  private static func checkAnnouncement(
    _ vector: JSONValue, _ header: AnnouncementHeader, _ tree: VectorTree,
    _ cycle: borrowing CryptoCycle, _ parentHash: [UInt8]
  ) throws(VectorProblem) {
    var header = header
    header.softNonce = try vector.integer("soft_nonce")
    let branch = tree.branch(try vector.integer("item_number"))
    guard
      let announcement = Announcement(
        header: header, branch: branch, root: tree.root, state: cycle.bytes)
    else { throw VectorProblem("the announcement cannot be put together") }
    try expect(announcement.bytes, try vector.bytes("announcement"), "announcement")
    try expect(announcement.check(parentHash: parentHash).verdict == .ok, "own check refuses it")
  }
}
