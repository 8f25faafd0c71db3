public import EdgeTypes

/// Writes one JSON text, byte by byte, in the order of the calls; commas are its own business.
///
/// Any bytes may be given as a string: what is not UTF-8 becomes U+FFFD, so the result always parses.
public struct JSONWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  public init() {}

  /// Writes an object; `body` writes its members, each as a name and a value.
  public mutating func object(_ body: (inout JSONWriter) -> Void) {
    nest(0x7B, 0x7D, body)
  }

  /// Writes an array; `body` writes its elements.
  public mutating func array(_ body: (inout JSONWriter) -> Void) {
    nest(0x5B, 0x5D, body)
  }

  /// Writes a member's name; its value must follow.
  public mutating func name(_ name: StaticString) { self.name(Text(name).bytes) }
  public mutating func name(_ name: [UInt8]) {
    separate()
    quote(name)
    bytes.append(0x3A)
    needsComma = false
  }

  public mutating func integer(_ value: some FixedWidthInteger) { literal("\(value)") }
  public mutating func boolean(_ value: Bool) { literal(value ? "true" : "false") }
  public mutating func null() { literal("null") }
  public mutating func string(_ value: StaticString) { string(Text(value).bytes) }
  public mutating func string(_ value: Text) { string(value.bytes) }
  public mutating func string(_ value: [UInt8]) {
    separate()
    quote(value)
    needsComma = true
  }

  public mutating func member(_ name: StaticString, integer value: some FixedWidthInteger) {
    self.name(name)
    integer(value)
  }
  public mutating func member(_ name: StaticString, boolean value: Bool) {
    self.name(name)
    boolean(value)
  }
  public mutating func member(_ name: StaticString, string value: [UInt8]) {
    self.name(name)
    string(value)
  }
  public mutating func member(_ name: StaticString, string value: StaticString) {
    member(name, string: Text(value).bytes)
  }
  public mutating func member(_ name: StaticString, string value: Text) {
    member(name, string: value.bytes)
  }
  /// Nil becomes `null`.
  public mutating func member(_ name: StaticString, string value: [UInt8]?) {
    self.name(name)
    if let value { string(value) } else { null() }
  }
  /// Nil becomes `null`.
  public mutating func member<Value: FixedWidthInteger>(
    _ name: StaticString, integer value: Value?
  ) {
    self.name(name)
    if let value { integer(value) } else { null() }
  }
  public mutating func member(_ name: StaticString, object body: (inout JSONWriter) -> Void) {
    self.name(name)
    object(body)
  }
  public mutating func member(_ name: StaticString, array body: (inout JSONWriter) -> Void) {
    self.name(name)
    array(body)
  }

  private mutating func nest(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(open)
    needsComma = false
    body(&self)
    bytes.append(close)
    needsComma = true
  }

  private mutating func literal(_ text: Text) {
    separate()
    bytes.append(contentsOf: text.bytes)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(0x2C) }
    needsComma = false
  }

  private mutating func quote(_ text: [UInt8]) {
    bytes.append(0x22)
    var position = 0
    while position < text.count {
      let byte = text[position]
      if byte < 0x80 {
        escape(byte)
        position += 1
      } else if let length = UTF8Sequence.length(in: text, at: position) {
        bytes.append(contentsOf: text[position..<position + length])
        position += length
      } else {
        bytes.append(contentsOf: [0xEF, 0xBF, 0xBD])
        position += 1
      }
    }
    bytes.append(0x22)
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case 0x22, 0x5C: bytes.append(contentsOf: [0x5C, byte])
    case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
    case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
    case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
    case 0..<0x20, 0x7F:
      bytes.append(contentsOf: [0x5C, 0x75, 0x30, 0x30])
      bytes.append(contentsOf: Hex.encode([byte]))
    default: bytes.append(byte)
    }
  }
}

/// Well-formed multi-byte sequences (Unicode 15.0 table 3-7).
enum UTF8Sequence {
  /// How many bytes the well-formed sequence at `position` has, nil if there is none.
  static func length(in text: [UInt8], at position: Int) -> Int? {
    let lead = text[position]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return nil
    }
    guard position + length <= text.count, second.contains(text[position + 1]) else { return nil }
    for byte in text[(position + 2)..<(position + length)] where !(0x80...0xBF).contains(byte) {
      return nil
    }
    return length
  }
}
