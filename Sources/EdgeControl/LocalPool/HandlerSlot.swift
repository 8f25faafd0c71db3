internal import EdgeTypes

/// What a handler accepts for one parent height (packetcrypt.md section 15.1).
struct HandlerSlot {
  /// 0 at first, -1 when the handler's own address has left the list.
  var parentHeight: Int64 = 0
  /// Internal byte order; nil until a block has arrived.
  var parentHash: [UInt8]?
  var signingKey: [UInt8]?
  var minimumWork: UInt32 = 0
  var version: UInt8 = 1
  /// Where the handler stands in `submitAnnUrls`, and how many there are.
  var position = 0
  var count = 1
  var known: Set<UInt64> = []
}

/// The six slots of one handler, by parent height modulo six.
struct HandlerSlots {
  static let depth: UInt32 = 6
  private var slots = [HandlerSlot](repeating: HandlerSlot(), count: Int(depth))

  subscript(height: Int64) -> HandlerSlot {
    get { slots[HandlerSlots.index(height)] }
    set { slots[HandlerSlots.index(height)] = newValue }
  }

  /// Takes one block of an update; an older block than the slot's changes nothing.
  mutating func take(_ block: SyntheticBlock, position: Int?, count: Int, minimumWork: UInt32) {
    var slot = self[Int64(block.height)]
    guard Int64(block.height) >= slot.parentHeight else { return }
    if Int64(block.height) > slot.parentHeight || slot.parentHash != block.hash {
      slot.known = []
    }
    defer { self[Int64(block.height)] = slot }
    guard let position else {
      slot.parentHeight = -1
      return
    }
    (slot.position, slot.count) = (position, count)
    (slot.version, slot.signingKey) = (1, block.signingKey)
    (slot.parentHash, slot.parentHeight) = (block.hash, Int64(block.height))
    slot.minimumWork = minimumWork
  }

  /// Remembers the hashes at that height and says how many of them were new.
  mutating func remember(_ hashes: [UInt64], at height: Int64) -> Int {
    let index = HandlerSlots.index(height)
    var added = 0
    for hash in hashes where slots[index].known.insert(hash).inserted { added += 1 }
    return added
  }

  private static func index(_ height: Int64) -> Int {
    let remainder = Int(height % Int64(depth))
    return remainder < 0 ? remainder + Int(depth) : remainder
  }
}
