internal import EdgeTypes
internal import JSON

/// Why a vector failed, in words.
struct VectorProblem: Error {
  let text: Text
  init(_ text: Text) { self.text = text }
}

extension JSONValue {
  /// The member, which must be there.
  func field(_ name: StaticString) throws(VectorProblem) -> JSONValue {
    guard let value = member(name) else { throw VectorProblem("member '\(name)' is missing") }
    return value
  }

  /// The text of a string member.
  func text(_ name: StaticString) throws(VectorProblem) -> [UInt8] {
    guard let text = try field(name).string else {
      throw VectorProblem("member '\(name)' is not a string")
    }
    return text
  }

  /// The bytes that a string member spells in hex.
  func bytes(_ name: StaticString) throws(VectorProblem) -> [UInt8] {
    guard let bytes = Hex.decode(try text(name)) else {
      throw VectorProblem("member '\(name)' is not hex")
    }
    return bytes
  }

  /// The same, or nil if the member is missing or null.
  func optionalBytes(_ name: StaticString) throws(VectorProblem) -> [UInt8]? {
    guard let value = member(name), !value.isNull else { return nil }
    return try bytes(name)
  }

  /// The elements of an array member.
  func list(_ name: StaticString) throws(VectorProblem) -> [JSONValue] {
    guard let elements = try field(name).elements else {
      throw VectorProblem("member '\(name)' is not a list")
    }
    return elements
  }

  /// An array member of hex strings.
  func byteLists(_ name: StaticString) throws(VectorProblem) -> [[UInt8]] {
    var lists: [[UInt8]] = []
    for element in try list(name) {
      guard let text = element.string, let bytes = Hex.decode(text) else {
        throw VectorProblem("an element of '\(name)' is not hex")
      }
      lists.append(bytes)
    }
    return lists
  }

  /// An integer member; one that was too wide for the parser is a string of digits here.
  func integer<Value: FixedWidthInteger>(_ name: StaticString) throws(VectorProblem) -> Value {
    let member = try field(name)
    if let value = member.integer(Value.self) { return value }
    guard let digits = member.string, digits.count >= 19,
      let wide = UInt64(decimalDigits: digits), let value = Value(exactly: wide)
    else { throw VectorProblem("member '\(name)' is not an integer in range") }
    return value
  }

  func flag(_ name: StaticString) throws(VectorProblem) -> Bool {
    guard let value = try field(name).boolean else {
      throw VectorProblem("member '\(name)' is not true or false")
    }
    return value
  }

  /// A string member of 8 hex digits, most significant first.
  func word(_ name: StaticString) throws(VectorProblem) -> UInt32 {
    guard let word = UInt32(hexDigits: try text(name)) else {
      throw VectorProblem("member '\(name)' is not 8 hex digits")
    }
    return word
  }

  /// A string member of words with blanks between them.
  func words(_ name: StaticString) throws(VectorProblem) -> [UInt32] {
    var words: [UInt32] = []
    for part in try text(name).split(separator: 0x20) {
      guard let word = UInt32(hexDigits: part) else {
        throw VectorProblem("member '\(name)' holds something other than words of 8 hex digits")
      }
      words.append(word)
    }
    return words
  }

  /// A string member of decimal digits.
  func decimal(_ name: StaticString) throws(VectorProblem) -> UInt64 {
    guard let value = UInt64(decimalDigits: try text(name)) else {
      throw VectorProblem("member '\(name)' is not a decimal number")
    }
    return value
  }
}

extension UInt32 {
  /// Exactly eight hex digits, most significant first.
  init?(hexDigits: some Collection<UInt8>) {
    guard hexDigits.count == 8, let bytes = Hex.decode(hexDigits) else { return nil }
    self = bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }
}

/// Fails unless two byte strings are the same; a difference is shown from its first byte on.
func expect(
  _ found: some Collection<UInt8>, _ wanted: some Collection<UInt8>, _ what: StaticString
) throws(VectorProblem) {
  guard !found.elementsEqual(wanted) else { return }
  let same = zip(found, wanted).prefix { $0 == $1 }.count
  let (left, right) = (excerpt(found, same), excerpt(wanted, same))
  throw VectorProblem(
    "\(what): byte \(same) of \(wanted.count): found \(left)…, expected \(right)…")
}

/// Fails unless two numbers are the same.
func expect<Value: FixedWidthInteger>(
  _ found: Value, _ wanted: Value, _ what: StaticString
) throws(VectorProblem) {
  guard found != wanted else { return }
  throw VectorProblem("\(what): found \(found), expected \(wanted)")
}

/// Fails unless `condition` holds.
func expect(_ condition: Bool, _ what: StaticString) throws(VectorProblem) {
  guard condition else { throw VectorProblem("\(what)") }
}

private func excerpt(_ bytes: some Collection<UInt8>, _ start: Int) -> [UInt8] {
  Hex.encode(Array(bytes.dropFirst(start).prefix(8)))
}
