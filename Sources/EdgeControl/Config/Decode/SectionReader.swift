internal import EdgeTypes

/// The words that an option may be, and what each means.
typealias Choices<Value> = [(name: StaticString, value: Value)]

/// Reads the options of one section and remembers which names were asked for: whatever else the
/// section has is an unknown option.
struct SectionReader {
  let section: UCISection
  var problems: ProblemList
  /// False where a line of the file could not be read: it may have held what seems to be missing.
  let isComplete: Bool
  private(set) var known: [StaticString] = []

  init(_ section: UCISection, _ problems: ProblemList, isComplete: Bool) {
    (self.section, self.problems, self.isComplete) = (section, problems, isComplete)
  }

  /// The word of an option that has one value; a list is an error.
  mutating func word(_ name: StaticString) -> UCIWord? {
    known.append(name)
    guard let option = section.option(Text(name).bytes) else { return nil }
    switch option.value {
    case .single(let word): return word
    case .list(let items):
      problems.add(
        .error, at: items.last ?? option.name, "'\(name)' is given as a list",
        expected: "one 'option \(name)' line")
      return nil
    }
  }

  /// The words of a list; a single value is a list of one.
  mutating func words(_ name: StaticString) -> [UCIWord] {
    known.append(name)
    switch section.option(Text(name).bytes)?.value {
    case .single(let word): return [word]
    case .list(let items): return items
    case nil: return []
    }
  }

  /// The decoded value of an option; nil if it is absent or wrong, and then said to be so.
  mutating func value<Value>(
    _ name: StaticString, _ decode: ([UInt8]) throws(ValueFault) -> Value
  ) -> Value? {
    guard let word = word(name) else { return nil }
    return self.decode(word, name, decode)
  }

  /// A secret word is left out of what is said about it.
  mutating func decode<Value>(
    _ word: UCIWord, _ name: StaticString, isSecret: Bool = false,
    _ decode: ([UInt8]) throws(ValueFault) -> Value
  ) -> Value? {
    do throws(ValueFault) {
      return try decode(word.bytes)
    } catch {
      var expected = error.expected
      if word.lastLine > word.line {
        expected.append(
          "; the value runs from line \(word.line) to \(word.lastLine): is a quote missing?" as Text
        )
      }
      let shown: Text = isSecret ? "" : " '\(ProblemList.excerpt(word.bytes))'"
      problems.add(
        .error, at: word, "\(name)\(shown) \(error.what)", expected: expected,
        nearest: error.nearest, isSecret: isSecret)
      return nil
    }
  }

  /// One of a few words.
  mutating func choice<Value>(
    _ name: StaticString, _ choices: Choices<Value>
  ) -> Value? {
    guard let word = word(name) else { return nil }
    if let found = choices.first(where: { Text($0.name).bytes == word.bytes }) {
      return found.value
    }
    let names = choices.map { Text($0.name).bytes }
    problems.add(
      .error, at: word, "\(name) '\(ProblemList.excerpt(word.bytes))' is not known",
      expected: "one of \(SectionReader.joined(names))",
      nearest: nearestName(to: word.bytes, among: names))
    return nil
  }

  mutating func boolean(_ name: StaticString, default fallback: Bool) -> Bool {
    value(name, NameValue.boolean) ?? fallback
  }

  mutating func integer(_ name: StaticString, _ range: ClosedRange<Int>) -> Int? {
    value(name) { (text) throws(ValueFault) in try NameValue.integer(text, range) }
  }

  /// Says that `name` must be there, at the section's own line.
  mutating func missing(
    _ name: StaticString, severity: ConfigProblem.Severity = .error, expected: Text
  ) {
    guard isComplete else { return }
    problems.add(
      severity, at: section.type, "\(section.type.bytes) has no '\(name)'", expected: expected)
  }

  /// Reports the options that nobody asked for.
  mutating func finish() {
    let names = known.map { Text($0).bytes }
    for option in section.options where !names.contains(option.name.bytes) {
      problems.add(
        .error, at: option.name,
        "'\(ProblemList.excerpt(option.name.bytes))' is not an option of \(section.type.bytes)",
        expected: "one of \(SectionReader.joined(names))",
        nearest: nearestName(to: option.name.bytes, among: names))
    }
  }

  static func joined(_ names: [[UInt8]]) -> Text {
    Text(names.joined(separator: Array(", ".utf8)))
  }
}
