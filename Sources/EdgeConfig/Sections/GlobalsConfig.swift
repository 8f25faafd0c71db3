internal import EdgeTypes
internal import UCI

/// What is logged, from the most to the least urgent.
public enum LogLevel: UInt8, Comparable, Sendable {
  case err, warning, notice, info, debug
  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}

/// The service itself.
public struct GlobalsConfig: Equatable, Sendable {
  public var logLevel = LogLevel.info
  /// Where the journal lives; the only directory that is written.
  public var stateDirectory: [UInt8] = Array("/var/lib/edgepoint".utf8)
  public init() {}
}

extension SectionType {
  static var globals: SectionType { SectionType("globals") { $0.config.globals.read(&$1) } }
}

extension GlobalsConfig {
  fileprivate mutating func read(_ reader: inout SectionReader) {
    let levels: Choices<LogLevel> = [
      ("err", .err), ("warning", .warning), ("notice", .notice), ("info", .info), ("debug", .debug),
    ]
    reader.read(
      "log_level", .choice(levels), into: &logLevel, default: "`info`",
      help: "the least urgent messages that are logged")
    reader.read(
      "state_dir", .path(limit: 1024), into: &stateDirectory, default: "`/var/lib/edgepoint`",
      help: "where the counters are kept over restarts; the only directory that is written")
  }
}
