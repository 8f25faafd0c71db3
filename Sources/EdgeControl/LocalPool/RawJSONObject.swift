internal import EdgeTypes

/// A JSON object whose members are rendered text, so that a fault can put nonsense in any place.
struct RawJSONObject {
  private var members: [(name: Text, value: Text)] = []

  /// Replaces the member, or adds it at the end.
  mutating func set(_ name: Text, _ value: Text) {
    for index in members.indices where members[index].name == name {
      members[index].value = value
      return
    }
    members.append((name, value))
  }

  mutating func set(_ name: Text, number: some BinaryInteger) { set(name, "\(number)") }
  mutating func set(_ name: Text, string: [UInt8]) { set(name, RawJSONObject.quoted(string)) }

  mutating func remove(_ name: Text) { members.removeAll { $0.name == name } }

  var text: Text {
    var text = Text("{")
    for (index, member) in members.enumerated() {
      if index > 0 { text.append(",") }
      text.append("\"\(member.name)\":\(member.value)" as Text)
    }
    text.append("}")
    return text
  }

  static func array(_ values: [Text]) -> Text {
    var text = Text("[")
    for (index, value) in values.enumerated() {
      if index > 0 { text.append(",") }
      text.append(value)
    }
    text.append("]")
    return text
  }

  /// A JSON string; whatever is not printable ASCII becomes a `\u00XX` escape.
  static func quoted(_ string: [UInt8]) -> Text {
    var text = Text("\"")
    for byte in string {
      switch byte {
      case 0x22, 0x5C: text.append(bytes: [0x5C, byte])
      case 0x20..<0x7F: text.append(bytes: [byte])
      default: text.append("\\u00\(Hex.encode([byte]))" as Text)
      }
    }
    text.append("\"")
    return text
  }
}
