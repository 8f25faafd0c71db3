/// Reads little-endian fields from bytes that a stranger may have written.
///
/// Total: a read past the end returns nil and leaves the position where it was, so a decoder is a
/// chain of `guard let` and can never trap.
public struct ByteReader: Sendable {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  public init(_ bytes: [UInt8]) { self.init(bytes[...]) }
  public init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  public var remaining: Int { bytes.endIndex - position }

  public mutating func readByte() -> UInt8? {
    guard remaining >= 1 else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  /// Reads one little-endian integer of `Value`'s width.
  public mutating func readInteger<Value: FixedWidthInteger & UnsignedInteger>(
    _: Value.Type = Value.self
  ) -> Value? {
    let width = Value.bitWidth / 8
    guard remaining >= width else { return nil }
    var value: Value = 0
    for offset in 0..<width {
      value |= Value(truncatingIfNeeded: bytes[position + offset]) << Value(offset * 8)
    }
    position += width
    return value
  }

  public mutating func readBytes(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, remaining >= count else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Reads a 16-bit length and then that many bytes.
  public mutating func readCountedBytes() -> ArraySlice<UInt8>? {
    let start = position
    guard let count = readInteger(UInt16.self), let body = readBytes(Int(count)) else {
      position = start
      return nil
    }
    return body
  }
}

/// Appends little-endian fields; the counterpart of `ByteReader`.
public struct ByteWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  public init() {}

  public mutating func write<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value) {
    for offset in 0..<Value.bitWidth / 8 {
      bytes.append(UInt8(truncatingIfNeeded: value >> Value(offset * 8)))
    }
  }

  public mutating func write(bytes more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Writes a 16-bit length and the bytes; what exceeds 65,535 bytes is cut.
  public mutating func write(counted body: [UInt8]) {
    let kept = body.prefix(Int(UInt16.max))
    write(UInt16(truncatingIfNeeded: kept.count))
    bytes.append(contentsOf: kept)
  }
}
