internal import EdgeTypes

/// The attributes of a message or of a nest, in order; the one decoder of all families.
///
/// Total: an attribute that contradicts its own length ends the reading.
struct NetlinkAttributes {
  private(set) var list: [(type: UInt16, value: ArraySlice<UInt8>)] = []

  init(_ bytes: ArraySlice<UInt8>) {
    var reader = ByteReader(bytes)
    while let length = reader.readInteger(UInt16.self), let type = reader.readInteger(UInt16.self),
      length >= 4, let value = reader.readBytes(Int(length) - 4)
    {
      _ = reader.readBytes(padded(value.count) - value.count)
      list.append((type & 0x3FFF, value))  // NLA_TYPE_MASK
    }
  }

  /// The first of this type.
  subscript(_ type: UInt16) -> ArraySlice<UInt8>? {
    for attribute in list where attribute.type == type { return attribute.value }
    return nil
  }

  /// In the machine's byte order.
  func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ type: UInt16, _: Value.Type = Value.self
  ) -> Value? {
    guard let value = self[type] else { return nil }
    var reader = ByteReader(value)
    return reader.readInteger(Value.self)
  }

  func nest(_ type: UInt16) -> NetlinkAttributes? {
    guard let value = self[type] else { return nil }
    return NetlinkAttributes(value)
  }

  /// A name up to its NUL.
  func name(_ type: UInt16) -> [UInt8]? {
    guard let value = self[type] else { return nil }
    return Array(value.prefix { $0 != 0 })
  }

  /// All names of this type.
  func names(_ type: UInt16) -> [[UInt8]] {
    list.filter { $0.type == type }.map { Array($0.value.prefix { $0 != 0 }) }
  }
}
