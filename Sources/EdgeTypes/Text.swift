/// Text as bytes, built without String so that Embedded builds need no Unicode tables for it.
///
/// `Text` is what log lines, errors and pages are assembled from. Its pieces are never inlined: they
/// stand in hundreds of places, and inlining them cost a tenth of the program.
public struct Text: Sendable, Hashable {
  public private(set) var bytes: [UInt8]

  public init() { bytes = [] }
  public init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
  @inline(never) public init(_ literal: StaticString) {
    bytes = []
    append(literal)
  }

  // Disfavoured, as is the overload for String: a literal, and above all one with interpolation,
  // must become a Text, or a Text in it would be described instead of appended.
  @_disfavoredOverload
  @inline(never) public mutating func append(_ literal: StaticString) {
    if literal.hasPointerRepresentation {
      bytes.append(
        contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    } else {
      bytes.append(contentsOf: Array(String(literal.unicodeScalar).utf8))
    }
  }

  @inline(never) public mutating func append(_ text: Text) { bytes.append(contentsOf: text.bytes) }
  public mutating func append(bytes more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }
  @_disfavoredOverload
  @inline(never) public mutating func append(_ string: String) {
    bytes.append(contentsOf: Array(string.utf8))
  }

  /// Decimal digits of `value`.
  public mutating func append(_ value: some BinaryInteger) {
    append(magnitude: UInt64(clamping: value.magnitude), isNegative: value < 0)
  }

  @inline(never) private mutating func append(magnitude: UInt64, isNegative: Bool) {
    if isNegative { bytes.append(0x2D) }
    var rest = magnitude
    var digits: [UInt8] = []
    repeat {
      digits.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes.append(contentsOf: digits.reversed())
  }
}

extension Text: ExpressibleByStringInterpolation {
  public struct StringInterpolation: StringInterpolationProtocol {
    var text = Text()
    @inline(never) public init(literalCapacity: Int, interpolationCount: Int) {
      text.bytes.reserveCapacity(literalCapacity + interpolationCount * 8)
    }
    @inline(never) public mutating func appendLiteral(_ literal: String) { text.append(literal) }
    public mutating func appendInterpolation(_ value: some BinaryInteger) { text.append(value) }
    @inline(never) public mutating func appendInterpolation(_ value: Text) { text.append(value) }
    @inline(never) public mutating func appendInterpolation(_ value: StaticString) {
      text.append(value)
    }
    @inline(never) public mutating func appendInterpolation(_ value: String) { text.append(value) }
    @inline(never) public mutating func appendInterpolation(_ value: [UInt8]) {
      text.append(bytes: value)
    }
    @inline(never) public mutating func appendInterpolation(_ value: ArraySlice<UInt8>) {
      text.append(bytes: value)
    }
  }
  @inline(never) public init(stringLiteral value: String) {
    bytes = []
    append(value)
  }
  @inline(never) public init(stringInterpolation: StringInterpolation) {
    self = stringInterpolation.text
  }
}
