public import EdgeTypes

/// Reads the options of one section and remembers which were asked for: whatever else the section
/// has is an unknown option.
public struct SectionReader {
  public let section: UCISection
  public var problems: ProblemList
  /// False where a line of the file could not be read: it may have held what seems to be missing.
  private let isComplete: Bool
  public private(set) var declared: [OptionDeclaration] = []

  public init(_ section: UCISection, _ problems: ProblemList, isComplete: Bool) {
    (self.section, self.problems, self.isComplete) = (section, problems, isComplete)
  }

  /// The word of an option that has one value; a list is an error.
  public mutating func word(_ option: OptionDeclaration) -> UCIWord? {
    declared.append(option)
    guard let found = section.option(Text(option.name).bytes) else { return nil }
    switch found.value {
    case .single(let word): return word
    case .list(let items):
      problems.add(
        .error, at: items.last ?? found.name, "'\(option.name)' is given as a list",
        expected: "one 'option \(option.name)' line")
      return nil
    }
  }

  /// The words of a list; a single value is a list of one.
  public mutating func words(_ option: OptionDeclaration) -> [UCIWord] {
    declared.append(option)
    switch section.option(Text(option.name).bytes)?.value {
    case .single(let word): return [word]
    case .list(let items): return items
    case nil: return []
    }
  }

  /// What `word` means; nil if it is wrong, and then said to be so.
  public mutating func decode<Value>(
    _ word: UCIWord, _ name: StaticString, _ kind: ValueKind<Value>
  ) -> Value? {
    do throws(ValueFault) {
      return try kind.read(word.bytes)
    } catch {
      add(error, at: word, name, isSecret: kind.isSecret, mentionsQuotes: kind.mentionsQuotes)
      return nil
    }
  }

  /// A secret word is left out of what is said about it.
  private mutating func add(
    _ fault: ValueFault, at word: UCIWord, _ name: StaticString, isSecret: Bool,
    mentionsQuotes: Bool
  ) {
    var expected = fault.expected
    if mentionsQuotes, word.lastLine > word.line {
      expected.append(
        "; the value runs from line \(word.line) to \(word.lastLine): is a quote missing?" as Text)
    }
    let shown: Text = isSecret ? "" : " '\(ProblemList.excerpt(word.bytes))'"
    problems.add(
      .error, at: word, "\(name)\(shown) \(fault.what)", expected: expected,
      nearest: fault.nearest, isSecret: isSecret)
  }

  /// Says that `name` must be there, at the section's own line.
  public mutating func missing(
    _ name: StaticString, severity: ConfigProblem.Severity = .error, expected: Text
  ) {
    guard isComplete else { return }
    problems.add(
      severity, at: section.type, "\(section.type.bytes) has no '\(name)'", expected: expected)
  }

  /// Whether the file gives the option, well or wrong.
  public func has(_ name: StaticString) -> Bool { section.option(Text(name).bytes) != nil }

  /// Reports the options that were not asked for.
  public mutating func finish() {
    let names = declared.map { Text($0.name).bytes }
    for option in section.options where !names.contains(option.name.bytes) {
      problems.add(
        .error, at: option.name,
        "'\(ProblemList.excerpt(option.name.bytes))' is not an option of \(section.type.bytes)",
        expected: "one of \(joined(names))",
        nearest: nearestName(to: option.name.bytes, among: names))
    }
  }
}
