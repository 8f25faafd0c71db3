/// The operations of RandHash programs that compute (packetcrypt.md section 7).
public enum Operation {
  /// What an operation takes and gives, in 32-bit words.
  struct Shape {
    /// One operand instead of two.
    var isUnary: Bool
    /// Operands are pairs of words.
    var isWide: Bool
    /// Words pushed.
    var results: Int
  }

  /// Nil if `number` does not compute (1...63 do).
  static func shape(_ number: UInt32) -> Shape? {
    switch number {
    case 1...11: Shape(isUnary: true, isWide: false, results: 1)
    case 12...35: Shape(isUnary: false, isWide: false, results: 1)
    case 36...50: Shape(isUnary: false, isWide: false, results: 2)
    case 51...58: Shape(isUnary: false, isWide: true, results: 2)
    case 59...63: Shape(isUnary: false, isWide: true, results: 4)
    default: nil
    }
  }

  /// The operation `number` on operands `a` and `b`; the result's words, the least significant
  /// first. Nil if there is no such operation.
  public static func evaluate(_ number: UInt32, _ a: UInt64, _ b: UInt64) -> [UInt32]? {
    guard let shape = shape(number) else { return nil }
    if shape.isWide { return wide(number, a, b) }
    let (a, b) = (UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: b))
    if shape.isUnary { return [unary(number, a)] }
    return shape.results == 1 ? [binary(number, a, b)] : widening(number, a, b)
  }

  /// Applies `operation` to each lane of type `Lane` of `a` and `b`.
  private static func lanes<Lane: FixedWidthInteger & UnsignedInteger>(
    _ a: UInt32, _ b: UInt32, _ operation: (Lane, Lane) -> Lane
  ) -> UInt32 {
    var result: UInt32 = 0
    for shift in stride(from: UInt32(0), to: 32, by: Lane.bitWidth) {
      let lane = operation(
        Lane(truncatingIfNeeded: a >> shift), Lane(truncatingIfNeeded: b >> shift))
      result |= UInt32(truncatingIfNeeded: lane) << shift
    }
    return result
  }

  private static func unary(_ number: UInt32, _ a: UInt32) -> UInt32 {
    switch number {
    case 1: lanes(a, 0) { (x: UInt8, _) in UInt8(x.nonzeroBitCount) }
    case 2: lanes(a, 0) { (x: UInt16, _) in UInt16(x.nonzeroBitCount) }
    case 3: UInt32(a.nonzeroBitCount)
    case 4: lanes(a, 0) { (x: UInt8, _) in UInt8(x.leadingZeroBitCount) }
    case 5: lanes(a, 0) { (x: UInt16, _) in UInt16(x.leadingZeroBitCount) }
    case 6: UInt32(a.leadingZeroBitCount)
    case 7: lanes(a, 0) { (x: UInt8, _) in UInt8(x.trailingZeroBitCount) }
    case 8: lanes(a, 0) { (x: UInt16, _) in UInt16(x.trailingZeroBitCount) }
    case 9: UInt32(a.trailingZeroBitCount)
    case 10: lanes(a, 0) { (x: UInt16, _) in x.byteSwapped }
    default: a.byteSwapped
    }
  }

  private static func binary(_ number: UInt32, _ a: UInt32, _ b: UInt32) -> UInt32 {
    switch number {
    case 33: return a & b
    case 34: return a | b
    case 35: return a ^ b
    default: break
    }
    let kind = (number - 12) / 3
    switch (number - 12) % 3 {
    case 0: return lanes(a, b) { (x: UInt8, y: UInt8) in lane(kind, x, y) }
    case 1: return lanes(a, b) { (x: UInt16, y: UInt16) in lane(kind, x, y) }
    default: return lane(kind, a, b)
    }
  }

  /// ADD, SUB, SHLL, SHRL, SHRA, ROTL, MUL in the order of their numbers; amounts wrap.
  private static func lane<Lane: FixedWidthInteger & UnsignedInteger>(
    _ kind: UInt32, _ x: Lane, _ y: Lane
  ) -> Lane {
    let sign = x >> Lane(Lane.bitWidth - 1) != 0
    let amount = y & Lane(Lane.bitWidth - 1)
    switch kind {
    case 0: return x &+ y
    case 1: return x &- y
    case 2: return x &<< amount
    case 3: return x &>> amount
    case 4: return sign ? ~(~x &>> amount) : x &>> amount
    case 5: return x &<< amount | x &>> (0 &- amount)
    default: return x &* y
    }
  }

  private static func widening(_ number: UInt32, _ a: UInt32, _ b: UInt32) -> [UInt32] {
    let kind = (number - 36) / 3
    switch (number - 36) % 3 {
    case 0:
      let low = wideLane(kind, a, b, bits: 8, at: 0) | wideLane(kind, a, b, bits: 8, at: 8) << 16
      let high = wideLane(kind, a, b, bits: 8, at: 16) | wideLane(kind, a, b, bits: 8, at: 24) << 16
      return [UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: high)]
    case 1:
      return [0, 16].map { UInt32(truncatingIfNeeded: wideLane(kind, a, b, bits: 16, at: $0)) }
    default: return words(wideLane(kind, a, b, bits: 32, at: 0))
    }
  }

  /// ADDC, SUBC, MULC, MULSUC, MULUC on one lane of `bits`, giving twice as many.
  private static func wideLane(
    _ kind: UInt32, _ a: UInt32, _ b: UInt32, bits: UInt64, at shift: UInt32
  ) -> UInt64 {
    let mask: UInt64 = (1 << bits) &- 1
    let (x, y) = (UInt64(a >> shift) & mask, UInt64(b >> shift) & mask)
    let signed = { (value: UInt64) in value >> (bits - 1) != 0 ? value | ~mask : value }
    let result: UInt64
    switch kind {
    case 0: result = x &+ y
    case 1: result = x &- y
    case 2: result = signed(x) &* signed(y)
    case 3: result = signed(x) &* y
    default: result = x &* y
    }
    return bits == 32 ? result : result & ((1 << (2 * bits)) &- 1)
  }

  private static func wide(_ number: UInt32, _ a: UInt64, _ b: UInt64) -> [UInt32] {
    let amount = b & 63
    let product = a.multipliedFullWidth(by: b)
    let borrowA = Int64(bitPattern: a) < 0 ? b : 0
    let borrowB = Int64(bitPattern: b) < 0 ? a : 0
    switch number {
    case 51: return words(a &+ b)
    case 52: return words(a &- b)
    case 53: return words(a &<< amount)
    case 54: return words(a &>> amount)
    case 55: return words(UInt64(bitPattern: Int64(bitPattern: a) &>> Int64(amount)))
    case 56: return words(a &<< amount | a &>> (0 &- amount))
    case 57: return words(a &>> amount | a &<< (0 &- amount))
    case 58: return words(a &* b)
    case 59: return words(a &+ b) + words(a.addingReportingOverflow(b).overflow ? 1 : 0)
    case 60: return words(a &- b) + words(a < b ? .max : 0)
    case 61: return words(product.low) + words(product.high &- borrowA &- borrowB)
    case 62: return words(product.low) + words(product.high &- borrowA)
    default: return words(product.low) + words(product.high)
    }
  }

  private static func words(_ value: UInt64) -> [UInt32] {
    [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
  }
}
