public import EdgeTypes

/// How urgent a log line is, most urgent first; the raw values are the order in the config.
public enum LogSeverity: UInt8, Comparable, Sendable {
  case error, warning, notice, info, debug

  public static func < (left: LogSeverity, right: LogSeverity) -> Bool {
    left.rawValue < right.rawValue
  }

  var word: StaticString {
    switch self {
    case .error: "error"
    case .warning: "warning"
    case .notice: "notice"
    case .info: "info"
    case .debug: "debug"
    }
  }
}

/// The `key=value` pairs of a line, in the order written: `["url": url, "errno": "\(code)"]`.
public struct LogFields: ExpressibleByDictionaryLiteral, Sendable {
  let pairs: [(StaticString, Text)]
  public init(dictionaryLiteral elements: (StaticString, Text)...) { pairs = elements }
}

/// Where all components of a process write; one line an event, without a timestamp.
public final class LogSink {
  /// Lines below this urgency are dropped.
  public var threshold: LogSeverity
  private var folder = LineFolder()
  private let write: (Text) -> Void
  private let clock: () -> Instant

  /// Writes to standard error.
  public convenience init(threshold: LogSeverity = .info) {
    self.init(
      threshold: threshold, clock: { MonotonicClock.now() },
      write: { StandardStream.error.write($0) })
  }

  public init(
    threshold: LogSeverity, clock: @escaping () -> Instant, write: @escaping (Text) -> Void
  ) {
    (self.threshold, self.clock, self.write) = (threshold, clock, write)
  }

  func put(_ severity: LogSeverity, _ component: StaticString, _ message: Text, _ fields: LogFields)
  {
    guard severity <= threshold else { return }
    let head: Text = "\(severity.word): \(component): \(LogLine.clean(message.bytes))"
    var line = head
    for (key, value) in fields.pairs {
      let pair: Text = " \(key)=\(LogLine.value(value.bytes))"
      line.append(pair)
    }
    for text in folder.take(head: head, line: line, at: clock()) { write("\(text)\n") }
  }
}

/// One component's way to the sink: `level: component: message key=value`.
public struct Log {
  public let sink: LogSink
  private let component: StaticString

  public init(_ component: StaticString, to sink: LogSink) {
    (self.component, self.sink) = (component, sink)
  }

  public func error(_ message: Text, _ fields: LogFields = [:]) {
    sink.put(.error, component, message, fields)
  }
  public func warning(_ message: Text, _ fields: LogFields = [:]) {
    sink.put(.warning, component, message, fields)
  }
  public func notice(_ message: Text, _ fields: LogFields = [:]) {
    sink.put(.notice, component, message, fields)
  }
  public func info(_ message: Text, _ fields: LogFields = [:]) {
    sink.put(.info, component, message, fields)
  }
  public func debug(_ message: Text, _ fields: LogFields = [:]) {
    sink.put(.debug, component, message, fields)
  }
}
