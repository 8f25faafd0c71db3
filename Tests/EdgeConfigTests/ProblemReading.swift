import EdgeTypes
import UCI

/// What a test needs of a problem: `line:column what`.
enum ProblemReading {
  static func describe(_ problem: ConfigProblem) -> String {
    "\(problem.line):\(problem.column) \(string(problem.what.bytes))"
  }

  static func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
