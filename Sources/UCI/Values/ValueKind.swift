internal import EdgeTypes

/// How a value is written: what the manual calls it, and the function that reads it.
public struct ValueKind<Value> {
  public let unit: ManualText
  /// What stands there is a key: it is never shown.
  public let isSecret: Bool
  /// Whether a wrong value that runs over several lines is taken for a forgotten quote.
  let mentionsQuotes: Bool
  let read: ([UInt8]) throws(ValueFault) -> Value

  @inline(__always) public init(
    _ unit: ManualText, isSecret: Bool = false,
    _ read: @escaping ([UInt8]) throws(ValueFault) -> Value
  ) {
    self.init(unit, isSecret: isSecret, mentionsQuotes: true, read)
  }

  @inline(__always) private init(
    _ unit: ManualText, isSecret: Bool, mentionsQuotes: Bool,
    _ read: @escaping ([UInt8]) throws(ValueFault) -> Value
  ) {
    (self.unit, self.isSecret) = (unit, isSecret)
    (self.mentionsQuotes, self.read) = (mentionsQuotes, read)
  }

  /// One of a few words.
  public static func choice(_ choices: Choices<Value>) -> ValueKind {
    ValueKind(ManualText(listed(choices.map { $0.name })), isSecret: false, mentionsQuotes: false) {
      (text) throws(ValueFault) in
      for choice in choices where Text(choice.name).bytes == text { return choice.value }
      let names = choices.map { Text($0.name).bytes }
      throw ValueFault(
        "is not known", expected: "one of \(joined(names))",
        nearest: nearestName(to: text, among: names))
    }
  }
}

/// The words that an option may be, and what each means.
public typealias Choices<Value> = [(name: StaticString, value: Value)]

/// `a, b, c`.
func joined(_ names: [[UInt8]]) -> Text {
  Text(names.joined(separator: Array(", ".utf8)))
}

/// The words of a choice in the manual's form: each in backticks, `or` before the last.
private func listed(_ names: [StaticString]) -> Text {
  var text = Text()
  for (index, name) in names.enumerated() {
    if index > 0 { text.append(index < names.count - 1 ? ", " : " or ") }
    text.append("`\(name)`" as Text)
  }
  return text
}
