public import EdgeTypes

/// Header fields in the order of the wire; names compare without regard to case (RFC 9110 5.1).
public struct HTTPHeaders: Equatable, Sendable, ExpressibleByDictionaryLiteral {
  public struct Field: Equatable, Sendable {
    public let name: [UInt8]
    public let value: [UInt8]
  }
  public private(set) var fields: [Field] = []

  public init() {}
  public init(dictionaryLiteral elements: (Text, Text)...) {
    for (name, value) in elements { add(name, value) }
  }

  /// Appends a field; a line break in the value becomes a space, so that no field can be smuggled.
  public mutating func add(_ name: Text, _ value: Text) {
    fields.append(Field(name: name.bytes, value: value.bytes.map { $0 < 0x20 ? 0x20 : $0 }))
  }

  mutating func add(name: [UInt8], value: [UInt8]) {
    fields.append(Field(name: name, value: value))
  }

  /// The value of the first field of that name.
  public func value(_ name: Text) -> [UInt8]? {
    for field in fields where ASCII.matches(field.name, name.bytes) { return field.value }
    return nil
  }

  public func values(_ name: Text) -> [[UInt8]] {
    var found: [[UInt8]] = []
    for field in fields where ASCII.matches(field.name, name.bytes) { found.append(field.value) }
    return found
  }

  /// Whether a comma-separated list field, such as Connection, holds `token`.
  public func list(_ name: Text, contains token: Text) -> Bool {
    for value in values(name) {
      for part in value.split(separator: 0x2C) where ASCII.matches(trimmed(part), token.bytes) {
        return true
      }
    }
    return false
  }

  func write(to bytes: inout [UInt8]) {
    for field in fields {
      bytes += field.name
      bytes += [0x3A, 0x20]
      bytes += field.value
      bytes += [0x0D, 0x0A]
    }
  }
}

/// Without spaces and tabs at either end.
func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
  guard let first = bytes.firstIndex(where: { !ASCII.isBlank($0) }),
    let last = bytes.lastIndex(where: { !ASCII.isBlank($0) })
  else { return [] }
  return Array(bytes[first...last])
}
