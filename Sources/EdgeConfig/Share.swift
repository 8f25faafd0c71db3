public import EdgeTypes
public import UCI

/// A share of the line: a rate or a part of it in percent.
public enum Share: Equatable, Sendable {
  case rate(BitRate)
  case percent(Int)
}

extension Measure {
  /// A part of the line, `10%`, or a rate.
  public static func share(_ text: [UInt8]) throws(ValueFault) -> Share {
    guard text.last == UInt8(ascii: "%") else {
      do throws(ValueFault) {
        return .rate(try rate(text))
      } catch {
        throw ValueFault(
          error.what, expected: "a share such as 10%, or a rate such as 2mbit",
          nearest: error.nearest)
      }
    }
    guard let percent = Int(decimalText: text.dropLast()), (1...100).contains(percent) else {
      throw ValueFault("is not a share of the line", expected: "1% to 100%, without a fraction")
    }
    return .percent(percent)
  }
}

extension ValueKind where Value == Share {
  static var share: ValueKind { ValueKind(ManualText("share"), Measure.share) }
}
