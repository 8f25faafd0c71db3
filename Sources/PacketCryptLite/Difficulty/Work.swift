/// Work is the expected number of hashes behind a target (packetcrypt.md sections 11.4 to 11.6).
public enum Work {
  /// `⌊2^256 / (target + 1)⌋`.
  public static func hashes(for target: Natural) -> Natural {
    Natural.powerOfTwo(256).divided(by: target + Natural(1)) ?? .zero
  }

  /// The greatest target that takes `work`: 2^256 for no work, 0 for more than 256 bits of it.
  public static func target(for work: Natural) -> Natural {
    guard work.bitWidth <= 256 else { return .zero }
    return (Natural.powerOfTwo(256) - work).divided(by: work) ?? .powerOfTwo(256)
  }

  /// The target that a block's work hash must meet when `count` announcements of at least
  /// `announcement` stand behind it (section 11.5). A negative encoding gives 0, which no hash meets.
  public static func effectiveTarget(
    block: CompactTarget, announcement: CompactTarget, count: UInt64
  ) -> CompactTarget {
    guard let blockValue = block.value, let announcementValue = announcement.value else {
      return CompactTarget(0)
    }
    let work = hashes(for: blockValue)
    let cube = (work * work * work) >> 10
    let square = Natural(count) * Natural(count)
    let effective = cube.divided(by: hashes(for: announcementValue))?.divided(by: square)
    let encoded = CompactTarget(encoding: target(for: effective ?? .powerOfTwo(256)))
    return encoded.bits > CompactTarget.maximum.bits ? .maximum : encoded
  }

  /// How many times more a block miner's hash counts with `count` announcements (section 11.6).
  public static func multiplier(announcement: CompactTarget, count: UInt64) -> UInt64 {
    guard let value = announcement.value else { return 0 }
    let product = (hashes(for: value) * Natural(count) * Natural(count)) >> 10
    return product.bitWidth > 64 ? .max : product.low64
  }
}
