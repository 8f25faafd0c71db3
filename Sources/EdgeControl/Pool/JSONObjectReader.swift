internal import EdgeTypes
internal import JSON

/// Reads the members of one object of a pool's answer; every failure names the member and what was
/// expected there.
struct JSONObjectReader {
  private let object: JSONValue
  /// Put before each member's name: empty, or `header.`
  private let prefix: StaticString

  init(_ value: JSONValue?, named name: StaticString, prefix: StaticString)
    throws(PoolProtocolError)
  {
    guard let value, value.kind == .object else {
      throw PoolProtocolError("\(name): expected an object")
    }
    (object, self.prefix) = (value, prefix)
  }

  /// The whole answer, checked for size, depth and syntax.
  init(parsing bytes: [UInt8], limit: Int) throws(PoolProtocolError) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue.parse(bytes, limits: JSONLimits(bytes: limit))
    } catch {
      throw PoolProtocolError("not JSON: \(error.text)")
    }
    try self.init(value, named: "answer", prefix: "")
  }

  /// The member, nil if it is absent or null.
  func optional(_ name: StaticString) -> JSONValue? {
    guard let value = object.member(name), !value.isNull else { return nil }
    return value
  }

  func integer<Value: FixedWidthInteger>(
    _ name: StaticString, in range: ClosedRange<Value>
  ) throws(PoolProtocolError) -> Value {
    guard let value = object.member(name)?.integer(Value.self), range.contains(value) else {
      throw wrong(name, "an integer from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func optionalInteger<Value: FixedWidthInteger>(
    _ name: StaticString, in range: ClosedRange<Value>
  ) throws(PoolProtocolError) -> Value? {
    optional(name) == nil ? nil : try integer(name, in: range)
  }

  func number(_ name: StaticString) throws(PoolProtocolError) {
    guard object.member(name)?.number != nil else { throw wrong(name, "a number") }
  }

  func string(_ name: StaticString, limit: Int) throws(PoolProtocolError) -> [UInt8] {
    guard let value = object.member(name)?.string, value.count <= limit else {
      throw wrong(name, "a string of at most \(limit) bytes")
    }
    return value
  }

  /// Exactly `count` bytes in hexadecimal.
  func hex(_ name: StaticString, count: Int) throws(PoolProtocolError) -> [UInt8] {
    guard let text = object.member(name)?.string, text.count == count * 2,
      let bytes = Hex.decode(text)
    else { throw wrong(name, "\(count * 2) hex digits") }
    return bytes
  }

  func optionalHex(_ name: StaticString, count: Int) throws(PoolProtocolError) -> [UInt8]? {
    optional(name) == nil ? nil : try hex(name, count: count)
  }

  func strings(
    _ name: StaticString, atMost count: Int, limit: Int
  ) throws(PoolProtocolError) -> [[UInt8]] {
    let expected: Text = "an array of at most \(count) strings, each at most \(limit) bytes"
    guard let array = object.member(name), array.kind == .array, array.count <= count else {
      throw wrong(name, expected)
    }
    var strings: [[UInt8]] = []
    for index in 0..<array.count {
      guard let text = array.element(index)?.string, text.count <= limit else {
        throw wrong(name, expected)
      }
      strings.append(text)
    }
    return strings
  }

  func bytes(_ name: StaticString, atMost count: Int) throws(PoolProtocolError) -> [UInt8] {
    let expected: Text = "an array of at most \(count) integers from 0 to 255"
    guard let array = object.member(name), array.kind == .array, array.count <= count else {
      throw wrong(name, expected)
    }
    var bytes: [UInt8] = []
    for index in 0..<array.count {
      guard let byte = array.element(index)?.integer(UInt8.self) else {
        throw wrong(name, expected)
      }
      bytes.append(byte)
    }
    return bytes
  }

  private func wrong(_ name: StaticString, _ expected: Text) -> PoolProtocolError {
    let found: StaticString
    switch object.member(name)?.kind {
    case nil: found = "it is missing"
    case .object: found = "got an object"
    case .array: found = "got an array that is not"
    case .string: found = "got a string that is not"
    case .integer: found = "got an integer that is not"
    case .real: found = "got a fraction"
    case .boolean: found = "got true or false"
    case .null: found = "got null"
    }
    return PoolProtocolError("\(prefix)\(name): expected \(expected), \(found)")
  }
}
