import EdgeTypes
import UCI

/// What a test needs of a file: what was read, in one line a section, and what was complained of.
struct UCIReading: Equatable {
  let sections: [String]
  let errors: [String]
  let warnings: [String]

  /// A section as `type 'name' option='value' list=['a','b']`; anonymous ones without a name.
  init(_ text: String) { self.init(Array(text.utf8)) }

  init(_ bytes: [UInt8]) {
    let (package, problems) = UCIPackage.parse(bytes, file: Array("f".utf8))
    sections = package?.sections.map(UCIReading.describe) ?? []
    errors = problems.problems.filter { $0.severity == .error }.map(UCIReading.describe)
    warnings = problems.problems.filter { $0.severity == .warning }.map(UCIReading.describe)
  }

  static func describe(_ section: UCISection) -> String {
    let name = section.isAnonymous ? "" : " \(quoted(section.name))"
    return quoted(section.type).dropFirst().dropLast() + name
      + section.options.map { " \(string($0.name.bytes))=\(describe($0.value))" }.joined()
  }

  static func describe(_ value: UCIValue) -> String {
    switch value {
    case .single(let word): quoted(word)
    case .list(let words): "[" + words.map(quoted).joined(separator: ",") + "]"
    }
  }

  static func describe(_ problem: ConfigProblem) -> String {
    "\(problem.line):\(problem.column) \(string(problem.what.bytes))"
  }

  private static func quoted(_ word: UCIWord) -> String { "'\(string(word.bytes))'" }
  static func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
