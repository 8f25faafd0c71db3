/// One instruction word of a RandHash program (packetcrypt.md section 6.1).
struct Instruction {
  let word: UInt32

  var opcode: UInt32 { word & 0xFF }
  var registerA: Int { Int(word >> 9 & 0x1FF) }
  var registerB: Int { Int(word >> 20 & 0x1FF) }
  var hasImmediate: Bool { word & 1 << 18 != 0 }
  var jumpDistance: Int { Int(word >> 8) }
  var step: UInt32 { word >> 13 & 15 }

  /// Where `MEMORY` reads in loop iteration 0, and how it moves with each iteration.
  var memoryStart: UInt32 { (word >> 17) &+ (word >> 9 & 15) &* step }

  /// Section 6.2: a signed 12-bit number, or a pattern of bits if bit 19 is set.
  var immediate: UInt64 {
    guard word & 1 << 19 != 0 else {
      return UInt64(bitPattern: Int64(Int32(bitPattern: word) >> 20))
    }
    let start: UInt64 = word & 1 << 30 != 0 ? 0x7FFF_FFFF_FFFF_FFFF : .max
    let value = start ^ 1 << UInt64(word >> 25 & 31) ^ 1 << UInt64(word >> 20 & 31)
    return word & 1 << 31 != 0 ? value | 1 << 63 : value
  }
}
