extension [UInt8] {
  /// The little-endian number at `offset`; bytes beyond the end count as zero, so this cannot trap.
  func littleEndian32(at offset: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: number(at: offset, 4))
  }
  func littleEndian64(at offset: Int) -> UInt64 { number(at: offset, 8) }

  private func number(at offset: Int, _ width: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<width where offset + index < count {
      value |= UInt64(self[offset + index]) << UInt64(index * 8)
    }
    return value
  }

  mutating func store(_ value: UInt32, at offset: Int) {
    for index in 0..<4 {
      self[offset + index] = UInt8(truncatingIfNeeded: value >> UInt32(index * 8))
    }
  }
}
