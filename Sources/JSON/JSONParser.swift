internal import CJansson
public import EdgeTypes

/// Why a text is not acceptable JSON, and where.
public struct JSONError: Error, Equatable, Sendable {
  /// Counted from 1; 0 when the error is about the text as a whole.
  public let line: Int
  public let column: Int
  /// In words, without the position.
  public let reason: Text

  /// The whole error as one line for a person.
  public var text: Text { line > 0 ? "line \(line), column \(column): \(reason)" : reason }
}

/// How much of a stranger's text is looked at.
public struct JSONLimits: Sendable {
  /// Bytes of the text.
  public var bytes: Int
  /// Open brackets at once; jansson itself stops at 2,048.
  public var depth: Int
  /// Whether a string may hold U+0000.
  public var allowsNUL = false

  public init(bytes: Int, depth: Int = 16) { (self.bytes, self.depth) = (bytes, depth) }
}

extension JSONValue {
  /// Parses one JSON object or array that fills `bytes`.
  ///
  /// A member named twice is refused, because readers would disagree about which one counts.
  public static func parse(_ bytes: [UInt8], limits: JSONLimits) throws(JSONError) -> JSONValue {
    guard bytes.count <= limits.bytes else {
      throw JSONError(
        line: 0, column: 0, reason: "\(bytes.count) bytes, expected at most \(limits.bytes)")
    }
    guard deepestNesting(of: bytes) <= limits.depth else {
      throw JSONError(line: 0, column: 0, reason: "nested deeper than \(limits.depth) levels")
    }
    prepare()
    var problem = json_error_t()
    let flags = JSON_REJECT_DUPLICATES | (limits.allowsNUL ? JSON_ALLOW_NUL : 0)
    let text = bytes.map { CChar(bitPattern: $0) }
    guard let root = json_loadb(text, text.count, size_t(flags), &problem) else {
      throw JSONError(problem)
    }
    return JSONValue(owning: root)
  }

  /// Seeds jansson's hash tables from the kernel; needed once, and before a sandbox is entered.
  ///
  /// Left alone, jansson opens /dev/urandom at the first object, which a sandbox forbids, and then
  /// falls back to the time and the process number, which an attacker can guess.
  public static func prepare() { json_object_seed(Int.random(in: 1...Int(Int32.max))) }

  /// The most brackets that are open at once; strings are skipped.
  private static func deepestNesting(of bytes: [UInt8]) -> Int {
    var (depth, deepest, inString, escaped) = (0, 0, false, false)
    for byte in bytes {
      switch byte {
      case _ where escaped: escaped = false
      case 0x5C where inString: escaped = true
      case 0x22: inString.toggle()
      case _ where inString: break
      case 0x5B, 0x7B:
        depth += 1
        deepest = max(deepest, depth)
      case 0x5D, 0x7D: depth -= 1
      default: break
      }
    }
    return deepest
  }
}

extension JSONError {
  fileprivate init(_ problem: json_error_t) {
    let reason = withUnsafeBytes(of: problem.text) { (raw) -> Text in
      // jansson quotes up to a screenful of the text near the error; a log line must stay printable.
      Text(raw.prefix { $0 != 0 }.map { ASCII.isPrintable($0) ? $0 : 0x3F })
    }
    self.init(line: max(0, Int(problem.line)), column: max(0, Int(problem.column)), reason: reason)
  }
}
