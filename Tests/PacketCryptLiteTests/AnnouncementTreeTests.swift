import EdgeTypes
import PacketCryptLite
import TestSupport
import Testing

/// The verifier against a prover that builds the whole tree.
@Suite struct AnnouncementTreeTests {
  @Test(arguments: Array(1...40) + [63, 64, 65, 127, 128, 129, 1000])
  func proofFromTheWholeTree_leadsToItsRoot(_ count: Int) throws {
    var numbers = SplitMix(state: UInt64(count))
    for round in 0..<4 {
      let tree = WholeTree(count: count, &numbers)
      // The first round asks for one announcement four times.
      let one = UInt64.random(in: 0 ... .max, using: &numbers)
      let selectors = (0..<4).map { _ in
        round == 0 ? one : UInt64.random(in: 0 ... .max, using: &numbers)
      }
      let proof = tree.proof(selectors: selectors)
      let root = AnnouncementTree.root(
        count: UInt64(count), selectors: selectors,
        announcementHashes: tree.hashes(of: selectors), proof: proof[...])
      #expect(root == tree.root)
      for changed in [proof + [0], proof.dropLast()] {
        let root = AnnouncementTree.root(
          count: UInt64(count), selectors: selectors,
          announcementHashes: tree.hashes(of: selectors), proof: changed[...])
        #expect(root == nil)
      }
    }
  }

  @Test func proofForOthers_isRefusedOrLeadsElsewhere() {
    var numbers = SplitMix(state: 0)
    let tree = WholeTree(count: 20, &numbers)
    let proof = tree.proof(selectors: [1, 2, 3, 4])
    for selectors: [UInt64] in [[1, 2, 3, 5], [0, 0, 0, 0], [11, 12, 13, 14]] {
      let root = AnnouncementTree.root(
        count: 20, selectors: selectors, announcementHashes: tree.hashes(of: selectors),
        proof: proof[...])
      #expect(root != tree.root)
    }
  }
}

/// All entries of a tree over random announcement hashes (packetcrypt.md A.4), level by level.
private struct WholeTree {
  private struct Entry {
    var hash: [UInt8]
    var start: UInt64
    var end: UInt64
    var bytes: [UInt8] {
      var writer = ByteWriter()
      writer.write(bytes: hash)
      writer.write(start)
      writer.write(end)
      return writer.bytes
    }
  }

  private var levels: [[Entry]] = []

  init(count: Int, _ numbers: inout SplitMix) {
    var hashes = (0..<count).map { _ in
      (0..<32).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    }
    hashes.append([UInt8](repeating: 0, count: 32))
    var leaves = hashes.map { Entry(hash: $0, start: Self.start(of: $0), end: .max) }
    leaves.sort { $0.start < $1.start }
    for index in 1..<leaves.count { leaves[index - 1].end = leaves[index].start }
    levels.append(leaves)
    while let level = levels.last, level.count > 1 { levels.append(Self.above(level)) }
  }

  private static func start(of hash: [UInt8]) -> UInt64 {
    hash.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func above(_ level: [Entry]) -> [Entry] {
    let pad = Entry(hash: [UInt8](repeating: 0xFF, count: 32), start: .max, end: .max)
    return stride(from: 0, to: level.count, by: 2).map { index in
      let (left, right) = (level[index], index + 1 < level.count ? level[index + 1] : pad)
      return Entry(
        hash: Blake2b.hash32(left.bytes + right.bytes), start: left.start, end: right.end)
    }
  }

  var root: [UInt8] { Blake2b.hash32(levels[levels.count - 1][0].bytes) }

  private func leaf(_ selector: UInt64) -> Int {
    Int(selector % UInt64(levels[0].count - 1)) + 1
  }

  func hashes(of selectors: [UInt64]) -> [[UInt8]] { selectors.map { levels[0][leaf($0)].hash } }

  /// The compressed proof (packetcrypt.md A.5).
  func proof(selectors: [UInt64]) -> [UInt8] {
    var writer = ByteWriter()
    write(levels.count - 1, 0, selectors.map { leaf($0) }, &writer)
    return writer.bytes
  }

  private func write(_ height: Int, _ index: Int, _ leaves: [Int], _ writer: inout ByteWriter) {
    let isComputable = leaves.contains { $0 >> height == index }
    if height > 0, isComputable {
      write(height - 1, index * 2, leaves, &writer)
      write(height - 1, index * 2 + 1, leaves, &writer)
      return
    }
    guard index < levels[height].count else { return }
    let entry = levels[height][index]
    if height > 0 || index % 2 == 1 { writer.write(entry.end &- entry.start) }
    if !isComputable { writer.write(bytes: entry.hash) }
  }
}
