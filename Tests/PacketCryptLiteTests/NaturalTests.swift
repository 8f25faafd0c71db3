import PacketCryptLite
import TestSupport
import Testing

@Suite struct NaturalTests {
  @Test func division_isUndoneByMultiplication() throws {
    var numbers = SplitMix(state: 1)
    for round in 0..<200 {
      let dividend = numbers.natural(bits: 1 + round * 4)
      let divisor = numbers.natural(bits: 1 + round * 3 % 300) + Natural(1)
      let quotient = try #require(dividend.divided(by: divisor))
      let rest = dividend - quotient * divisor
      #expect(quotient * divisor + rest == dividend)
      #expect(rest < divisor)
    }
  }

  @Test func divisionByZero_givesNothing() {
    #expect(Natural(7).divided(by: .zero) == nil)
  }

  @Test func shifts_areProductsAndQuotients() {
    var numbers = SplitMix(state: 2)
    for bits in 0..<130 {
      let number = numbers.natural(bits: 200)
      #expect(number << bits == number * .powerOfTwo(bits))
      #expect(number >> bits == number.divided(by: .powerOfTwo(bits)))
      #expect((number << bits) >> bits == number)
    }
    #expect(Natural.zero << 1000 == .zero)
    #expect(Natural(1) >> 1 == .zero)
  }

  @Test func differenceBelowZero_isZero() {
    #expect(Natural(3) - Natural(4) == .zero)
    #expect(Natural.powerOfTwo(256) - Natural(1) < .powerOfTwo(256))
  }

  @Test func bitWidth_countsFromTheHighestOne() {
    #expect(Natural.zero.bitWidth == 0)
    for exponent in [0, 1, 31, 32, 63, 64, 767, 768] {
      #expect(Natural.powerOfTwo(exponent).bitWidth == exponent + 1)
      #expect((Natural.powerOfTwo(exponent) - Natural(1)).bitWidth == exponent)
    }
  }

  @Test func doubles_areRoundedToNearestEven() {
    let (half, unit) = (Natural.powerOfTwo(100), Natural.powerOfTwo(153))
    #expect((unit + half).doubleValue == 0x1p153)
    #expect((unit + half + Natural(1)).doubleValue == 0x1p153 + 0x1p101)
    #expect((unit + half + half + half).doubleValue == 0x1p153 + 0x1p102)
    #expect(Natural.powerOfTwo(1023).doubleValue == 0x1p1023)
    #expect(Natural.powerOfTwo(1024).doubleValue == .infinity)
    #expect(Natural(12345).doubleValue == 12345)
  }
}

extension SplitMix {
  fileprivate mutating func natural(bits: Int) -> Natural {
    var bytes = (0..<(bits + 7) / 8).map { _ in UInt8(truncatingIfNeeded: next()) }
    if bits % 8 != 0 { bytes[0] &= UInt8(1 << (bits % 8) - 1) }
    return Natural(bigEndian: bytes)
  }
}
