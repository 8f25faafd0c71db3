/// A natural number of any size: just the arithmetic that targets and work need (up to a few
/// thousand bits), with no operation that can trap but division by zero.
public struct Natural: Hashable, Sendable {
  /// Least significant limb first, the last one never zero; empty is zero.
  private var limbs: [UInt32]

  private init(limbs: [UInt32]) {
    self.limbs = limbs
    while self.limbs.last == 0 { self.limbs.removeLast() }
  }

  public init(_ value: UInt64) {
    self.init(limbs: [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)])
  }

  /// Reads a number whose most significant byte comes first.
  public init(bigEndian bytes: [UInt8]) {
    var limbs = [UInt32](repeating: 0, count: bytes.count / 4 + 1)
    for (index, byte) in bytes.reversed().enumerated() {
      limbs[index / 4] |= UInt32(byte) << UInt32(index % 4 * 8)
    }
    self.init(limbs: limbs)
  }

  public static let zero = Natural(0)
  public static func powerOfTwo(_ exponent: Int) -> Natural { Natural(1) << exponent }

  public var isZero: Bool { limbs.isEmpty }

  /// The number of bits without leading zeros; 0 for zero.
  public var bitWidth: Int {
    guard let last = limbs.last else { return 0 }
    return limbs.count * 32 - last.leadingZeroBitCount
  }

  /// The low 64 bits.
  public var low64: UInt64 {
    UInt64(limbs.first ?? 0) | (limbs.count > 1 ? UInt64(limbs[1]) << 32 : 0)
  }

  /// The nearest double, ties to even; infinite above the range of a double.
  public var doubleValue: Double {
    let excess = bitWidth - 64
    guard excess > 0 else { return Double(low64) }
    guard bitWidth <= 1024 else { return .infinity }
    var head = (self >> excess).low64
    if (self >> excess) << excess != self { head |= 1 }  // A sticky bit for rounding.
    return Double(sign: .plus, exponent: excess, significand: Double(head))
  }
}

extension Natural: Comparable {
  public static func < (left: Natural, right: Natural) -> Bool {
    guard left.limbs.count == right.limbs.count else { return left.limbs.count < right.limbs.count }
    for index in left.limbs.indices.reversed() where left.limbs[index] != right.limbs[index] {
      return left.limbs[index] < right.limbs[index]
    }
    return false
  }
}

extension Natural {
  public static func + (left: Natural, right: Natural) -> Natural {
    var sum: [UInt32] = []
    var carry: UInt64 = 0
    for index in 0..<max(left.limbs.count, right.limbs.count) {
      carry += left.limb(index) + right.limb(index)
      sum.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    sum.append(UInt32(truncatingIfNeeded: carry))
    return Natural(limbs: sum)
  }

  /// The difference, or zero where it would be negative.
  public static func - (left: Natural, right: Natural) -> Natural {
    guard left > right else { return .zero }
    var difference = left
    difference.subtract(right)
    return difference
  }

  public static func * (left: Natural, right: Natural) -> Natural {
    var product = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count)
    for (low, a) in left.limbs.enumerated() {
      var carry: UInt64 = 0
      for (high, b) in right.limbs.enumerated() {
        carry += UInt64(a) * UInt64(b) + UInt64(product[low + high])
        product[low + high] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      product[low + right.limbs.count] = UInt32(truncatingIfNeeded: carry)
    }
    return Natural(limbs: product)
  }

  public static func << (left: Natural, bits: Int) -> Natural {
    guard bits > 0, !left.isZero else { return left }
    var shifted = [UInt32](repeating: 0, count: bits / 32)
    var carry: UInt64 = 0
    for limb in left.limbs {
      carry |= UInt64(limb) << UInt64(bits % 32)
      shifted.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    shifted.append(UInt32(truncatingIfNeeded: carry))
    return Natural(limbs: shifted)
  }

  public static func >> (left: Natural, bits: Int) -> Natural {
    guard bits > 0 else { return left }
    guard bits / 32 < left.limbs.count else { return .zero }
    var shifted: [UInt32] = []
    for index in bits / 32..<left.limbs.count {
      let pair = left.limb(index) | left.limb(index + 1) << 32
      shifted.append(UInt32(truncatingIfNeeded: pair >> UInt64(bits % 32)))
    }
    return Natural(limbs: shifted)
  }

  /// The quotient rounded down; nil if `divisor` is zero. One bit at a time: a block needs a
  /// handful of divisions, so simple beats fast.
  public func divided(by divisor: Natural) -> Natural? {
    guard !divisor.isZero else { return nil }
    var quotient = [UInt32](repeating: 0, count: limbs.count)
    var remainder = Natural.zero
    for index in (0..<bitWidth).reversed() {
      remainder.shiftInBit(limbs[index / 32] >> UInt32(index % 32) & 1)
      if remainder >= divisor {
        remainder.subtract(divisor)
        quotient[index / 32] |= 1 << UInt32(index % 32)
      }
    }
    return Natural(limbs: quotient)
  }

  private func limb(_ index: Int) -> UInt64 { index < limbs.count ? UInt64(limbs[index]) : 0 }

  private mutating func shiftInBit(_ bit: UInt32) {
    var carry = bit
    for index in limbs.indices {
      let next = limbs[index] >> 31
      limbs[index] = limbs[index] << 1 | carry
      carry = next
    }
    if carry != 0 { limbs.append(carry) }
  }

  /// Subtracts a number that is not greater.
  private mutating func subtract(_ other: Natural) {
    var borrow: UInt64 = 0
    for index in limbs.indices {
      let difference = UInt64(limbs[index]) &- other.limb(index) &- borrow
      limbs[index] = UInt32(truncatingIfNeeded: difference)
      borrow = difference >> 63
    }
    while limbs.last == 0 { limbs.removeLast() }
  }
}
