internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `block_tree_proof.json` and `block_check.json`.
enum BlockVectors {
  static func checkTreeProof(_ vector: JSONValue) throws(VectorProblem) {
    var selectors: [UInt64] = []
    for element in try vector.list("item_numbers") {
      guard let digits = element.string, let number = UInt64(decimalDigits: digits) else {
        throw VectorProblem("an element of 'item_numbers' is not a decimal number")
      }
      selectors.append(number)
    }
    let root = AnnouncementTree.root(
      count: try vector.integer("num_anns"), selectors: selectors,
      announcementHashes: try vector.byteLists("ann_hashes"), proof: try vector.bytes("proof")[...])
    guard try vector.flag("ok") else {
      return try expect(root == nil, "the proof is taken, although it is malformed")
    }
    guard let root else { throw VectorProblem("the proof is refused, although it is well-formed") }
    try expect(root, try vector.bytes("root"), "root")
  }

  static func checkBlock(_ vector: JSONValue) throws(VectorProblem) {
    let parents = try vector.field("parent_hashes")
    let claim = BlockClaim(
      height: try vector.integer("height"),
      shareTarget: CompactTarget(try vector.word("share_target")),
      commitment: try vector.bytes("coinbase_commitment"),
      parentHashes: parents.isNull ? nil : try vector.byteLists("parent_hashes"))
    let check = claim.check(headerAndProof: try vector.bytes("header_and_proof"))
    guard let wanted = UInt32(hexDigits: paddedToWord(try vector.text("verdict"))) else {
      throw VectorProblem("member 'verdict' is not a hex code")
    }
    guard check.verdict.code == wanted else {
      throw VectorProblem(
        "found \(check.verdict.name), expected code \(try vector.text("verdict"))")
    }
    if let hash = try vector.optionalBytes("work_hash") {
      try expect(check.workHash ?? [], hash, "work hash")
    }
  }

  private static func paddedToWord(_ digits: [UInt8]) -> [UInt8] {
    [UInt8](repeating: 0x30, count: max(0, 8 - digits.count)) + digits
  }
}
