public import EdgeTypes

/// One thing that is wrong with a config file, where it stands, and what would be right.
public struct ConfigProblem: Equatable, Sendable {
  public enum Severity: UInt8, Sendable {
    /// The file is used as it is.
    case warning
    /// The file is used without what this part of it asks for; a check of the file fails.
    case partial
    /// The file is refused as a whole.
    case error
  }

  public let file: [UInt8]
  /// Counted from 1.
  public let line: Int
  /// In bytes, counted from 1.
  public let column: Int
  /// How many bytes of the line are meant.
  public let length: Int
  public let severity: Severity
  public let what: Text
  public let expected: Text
  /// The valid name or value that the wrong one probably is.
  public let nearest: [UInt8]?
  /// What stands there is a key: it is never shown.
  public let isSecret: Bool

  /// `file:line:column: error: what; expected this; did you mean 'that'?`, for a log.
  public var summary: Text {
    var text = heading
    if !expected.bytes.isEmpty { text.append("; expected \(expected)" as Text) }
    if let nearest { text.append("; did you mean '\(nearest)'?" as Text) }
    return text
  }

  var heading: Text { "\(file):\(line):\(column): \(label): \(what)" }

  private var label: StaticString {
    switch severity {
    case .warning: "warning"
    case .partial, .error: "error"
    }
  }
}

/// The problems of one file, in the order in which they were found.
public struct ProblemList: Equatable, Sendable {
  /// More than this many are counted, not kept: a file of nonsense must not fill the memory.
  public static let limit = 1000

  public let file: [UInt8]
  public private(set) var problems: [ConfigProblem] = []
  public private(set) var errorCount = 0
  public private(set) var warningCount = 0

  public init(file: [UInt8]) { self.file = file }

  /// Whether the file is refused as a whole.
  public private(set) var hasErrors = false

  /// How many problems were found and not kept.
  public var notKept: Int { errorCount + warningCount - problems.count }

  public mutating func add(
    _ severity: ConfigProblem.Severity, at word: UCIWord, _ what: Text, expected: Text,
    nearest: [UInt8]? = nil, isSecret: Bool = false
  ) {
    if severity == .warning { warningCount += 1 } else { errorCount += 1 }
    if severity == .error { hasErrors = true }
    guard problems.count < ProblemList.limit else { return }
    problems.append(
      ConfigProblem(
        file: file, line: word.line, column: word.column, length: word.length, severity: severity,
        what: what, expected: expected, nearest: nearest, isSecret: isSecret))
  }

  /// Puts the problems in the order of the file.
  public mutating func sort() {
    problems = problems.ordered { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  /// A word of the file as it may be shown on a terminal: at most 64 bytes, nothing unprintable.
  public static func excerpt(_ bytes: [UInt8]) -> Text {
    var text = Text(TerminalText.clean(bytes.prefix(64)))
    if bytes.count > 64 { text.append("..." as StaticString) }
    return text
  }

  /// One byte, spelled so that it can be seen.
  static func display(_ byte: UInt8) -> Text {
    ASCII.isGraphic(byte) ? "'\([byte])'" : "byte 0x\(Hex.encode([byte]))"
  }
}
