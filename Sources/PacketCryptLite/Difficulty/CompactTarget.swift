/// A target in the 32-bit form of block headers: a size byte and a mantissa of three bytes
/// (packetcrypt.md section 11).
///
/// Targets are compared as plain numbers, even where two encodings of one value differ.
public struct CompactTarget: Hashable, Sendable {
  public let bits: UInt32
  public init(_ bits: UInt32) { self.bits = bits }

  /// The easiest target there is.
  public static let maximum = CompactTarget(0x207F_FFFF)
  /// What ageing gives for an announcement that may not be used.
  public static let unusable = CompactTarget(0xFFFF_FFFF)

  private var size: Int { Int(bits >> 24) }
  private var mantissa: UInt32 { bits & 0x007F_FFFF }

  /// The number that this encodes; nil if the sign bit is set, which is never valid.
  public var value: Natural? {
    guard bits & 0x0080_0000 == 0 else { return nil }
    return size <= 3
      ? Natural(UInt64(mantissa)) >> (8 * (3 - size))
      : Natural(UInt64(mantissa)) << (8 * (size - 3))
  }

  /// The canonical encoding of `value`, rounded down to three significant bytes (section 11.2).
  public init(encoding value: Natural) {
    var size = (value.bitWidth + 7) / 8
    var mantissa = UInt32(
      truncatingIfNeeded: (size <= 3 ? value << (8 * (3 - size)) : value >> (8 * (size - 3))).low64)
    if mantissa & 0x0080_0000 != 0 {
      mantissa >>= 8
      size += 1
    }
    bits = mantissa | UInt32(truncatingIfNeeded: size) << 24
  }

  /// `valid(c)` of section 11.4.
  public var isValid: Bool {
    bits > 0 && bits & 0x0080_0000 == 0 && bits <= CompactTarget.maximum.bits
  }

  /// `minAnnOk(c)`: valid, and some hash can meet it.
  public var isUsable: Bool { isValid && value?.isZero == false }

  /// The expected number of hashes for one that meets this target; 0 if none can.
  public var difficulty: Double {
    guard isUsable, let value else { return 0 }
    return Work.hashes(for: value).doubleValue
  }

  /// Whether `hash`, read as a little-endian number, is below this target (section 11.3).
  ///
  /// - Parameter hash: 32 bytes; any other length is not.
  public func isMet(by hash: some RandomAccessCollection<UInt8>) -> Bool {
    guard hash.count == 32, bits <= CompactTarget.maximum.bits, bits & 0x0080_0000 == 0, size >= 3
    else { return false }
    var top: UInt32 = 0
    for (index, byte) in hash.enumerated() {
      if index >= size, byte != 0 { return false }
      if index < size, index >= size - 3 { top |= UInt32(byte) << UInt32(8 * (index - size + 3)) }
    }
    return top < mantissa
  }

  /// The greatest soft nonce that an announcement with these work bits may carry (section 11.8).
  ///
  /// Nil where it is undefined: for a zero mantissa, and for sizes far above the easiest target.
  public var softNonceLimit: UInt32? {
    guard mantissa != 0 else { return nil }
    let log2 = 31 - mantissa.leadingZeroBitCount
    let missing = 24 - ((22 - log2) + 8 * (32 - size) + 10)
    guard missing < 32 else { return nil }
    return 0x00FF_FFFF >> UInt32(max(0, missing))
  }

  /// What an announcement with these work bits is worth `age` blocks after its parent (11.7).
  public func degraded(age: UInt32) -> CompactTarget {
    switch age {
    case 0...2: return .unusable
    case 3: return self
    case 4...259:
      guard let value else { return .unusable }
      let aged = value << Int(age - 3)
      let encoded = CompactTarget(encoding: aged)
      return aged.bitWidth < 256 && encoded.bits <= CompactTarget.maximum.bits ? encoded : .unusable
    default: return .unusable
    }
  }
}
