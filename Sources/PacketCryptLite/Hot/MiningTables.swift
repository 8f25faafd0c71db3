/// The memory that all workers share: table 2 (8 MiB) and the tree over table 1 (1 MiB).
///
/// Table 1 is never stored: its items are hashed as they are made.
final class MiningTables {
  static let count = MiningPlan.tableSize
  private static let hashSize = MerkleBranch.hashSize
  private static let itemSize = CryptoCycle.itemSize
  /// A page of the largest common size, so that the kernel may use one.
  private static let alignment = 2 << 20

  private let items: UnsafeMutableRawPointer
  /// Level after level, the leaves first, the root last.
  private let tree: UnsafeMutableRawPointer

  init() {
    items = .allocate(byteCount: Self.count * Self.itemSize, alignment: Self.alignment)
    tree = .allocate(byteCount: 2 * Self.count * Self.hashSize, alignment: 64)
  }

  deinit {
    items.deallocate()
    tree.deallocate()
  }

  /// Table 2, item after item.
  var table: UnsafeRawPointer { UnsafeRawPointer(items) }

  /// Item `number` of table 2; numbers wrap at 8,192.
  func item(_ number: UInt64) -> UnsafeMutableRawPointer {
    items + Int(number % UInt64(Self.count)) * Self.itemSize
  }

  /// The hash of item `number` of table 1; numbers wrap at 8,192.
  func leaf(_ number: Int) -> UnsafeMutableRawPointer {
    tree + Int(UInt(bitPattern: number) % UInt(Self.count)) * Self.hashSize
  }

  /// Computes every level above the leaves (packetcrypt.md section 10).
  func finishTree() {
    let last = 2 * Self.count - 2
    var parent = Self.count
    // Four at a time as long as the children of the fourth lie before the first.
    while parent + 3 <= last, 2 * (parent + 3 - Self.count) + 1 < parent {
      let children = (0..<4).map { UnsafeRawPointer(node(2 * (parent + $0 - Self.count))) }
      Blake2b.hash64(
        four: children, count: 2 * Self.hashSize, into: (0..<4).map { node(parent + $0) })
      parent += 4
    }
    while parent <= last {
      let pair = UnsafeRawBufferPointer(
        start: node(2 * (parent - Self.count)), count: 2 * Self.hashSize)
      Blake2b.hash64(pair, into: node(parent))
      parent += 1
    }
  }

  private func node(_ index: Int) -> UnsafeMutableRawPointer { tree + index * Self.hashSize }

  var root: [UInt8] { hash(at: 2 * Self.count - 2) }

  /// The 13 siblings from leaf `number` upwards, 832 bytes.
  func branch(of number: UInt64) -> [UInt8] {
    var index = Int(number % UInt64(Self.count))
    var levelStart = 0
    var width = Self.count
    var siblings: [UInt8] = []
    siblings.reserveCapacity(MerkleBranch.depth * Self.hashSize)
    while width > 1 {
      siblings += hash(at: levelStart + (index ^ 1))
      levelStart += width
      width /= 2
      index /= 2
    }
    return siblings
  }

  private func hash(at index: Int) -> [UInt8] {
    Array(UnsafeRawBufferPointer(start: tree + index * Self.hashSize, count: Self.hashSize))
  }
}
