internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `mkitem.json` and `merkle.json`.
enum TableVectors {
  static func checkItem(_ vector: JSONValue) throws(VectorProblem) {
    guard let program = Program(seed: try vector.bytes("prog_seed")) else {
      throw VectorProblem("no program")
    }
    let item = makeItem(
      number: try vector.integer("num"), itemSeed: try vector.bytes("item_seed"), program: program)
    guard let item else { throw VectorProblem("the item cannot be made") }
    try expect(item, try vector.bytes("item"), "item")
  }

  static func checkMerkle(_ vector: JSONValue) throws(VectorProblem) {
    let table = try VectorTable(
      programSeed: try vector.bytes("prog_seed"), itemSeed: try vector.bytes("item_seed"))
    try expect(table.hash, try vector.bytes("table_blake2b64"), "hash of the table")
    let tree = VectorTree(over: table)
    try expect(tree.root, try vector.bytes("root"), "root")
    for branch in try vector.list("branches") {
      let number: Int = try branch.integer("num")
      try expect((0..<VectorTable.count).contains(number), "member 'num' is out of range")
      try expect(table.item(number), try branch.bytes("item"), "item")
      let leaf = Blake2b.hash64(Array(table.item(number)))
      try expect(leaf, try branch.bytes("leaf"), "leaf")
      let siblings = tree.branch(number)
      try expect(siblings + tree.root, try branch.bytes("branch"), "branch")
      let leads = MerkleBranch.leads(
        from: leaf, number: UInt64(number), siblings: siblings[...], to: tree.root[...])
      try expect(leads, "the branch does not lead to the root")
    }
  }
}

/// All items of a table, 8 MiB.
struct VectorTable {
  static let count = 8192
  private let bytes: [UInt8]

  init(programSeed: [UInt8], itemSeed: [UInt8]) throws(VectorProblem) {
    guard let program = Program(seed: programSeed), itemSeed.count == 32 else {
      throw VectorProblem("no program for the table")
    }
    var maker = ItemMaker()
    var made = 0
    bytes = [UInt8](unsafeUninitializedCapacity: VectorTable.count * 1024) { buffer, filled in
      itemSeed.withUnsafeBytes { seed in
        while made < VectorTable.count, let start = buffer.baseAddress,
          maker.make(UInt64(made), seed: seed, program: program, into: start + made * 1024)
        { made += 1 }
      }
      filled = made * 1024
    }
    guard made == VectorTable.count else { throw VectorProblem("item \(made) cannot be made") }
  }

  var hash: [UInt8] { Blake2b.hash64(bytes) }
  func item(_ number: Int) -> ArraySlice<UInt8> { bytes[number * 1024..<(number + 1) * 1024] }
}

/// The Merkle tree over a table; level 0 holds the 8192 leaves, level 13 the root.
struct VectorTree {
  private let levels: [[[UInt8]]]

  init(over table: VectorTable) {
    var level = (0..<VectorTable.count).map { Blake2b.hash64(Array(table.item($0))) }
    var levels = [level]
    while level.count > 1 {
      level = (0..<level.count / 2).map { Blake2b.hash64(level[$0 * 2] + level[$0 * 2 + 1]) }
      levels.append(level)
    }
    self.levels = levels
  }

  var root: [UInt8] { levels[13][0] }

  /// The 13 siblings of leaf `number`, leaf level first.
  func branch(_ number: Int) -> [UInt8] {
    var siblings: [UInt8] = []
    for level in 0..<13 { siblings += levels[level][(number & 8191) >> level ^ 1] }
    return siblings
  }
}
