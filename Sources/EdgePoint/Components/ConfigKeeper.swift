internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// The config that runs, and what became of the last reading of its file.
final class ConfigKeeper: Component {
  private let context: ServiceContext
  private(set) var current: Config
  private var status = ConfigStatus()

  init(_ context: ServiceContext) {
    self.context = context
    status.file = context.configFile
    let loaded = LoadedConfig(file: context.configFile)
    status.problems = loaded.problems
    status.verdict = loaded.config == nil ? .invalidAtStart : .valid
    current = loaded.config ?? Config()
  }

  var verdict: ConfigVerdict { status.verdict }

  /// Reads the file again; the caller applies what is current then.
  func reload() -> VarlinkOutcome {
    let loaded = LoadedConfig(file: context.configFile)
    status.problems = loaded.problems
    guard let new = loaded.config else {
      if status.verdict != .invalidAtStart { status.verdict = .invalidKeptRunning }
      sayProblems()
      return .configInvalid(problems: loaded.problems)
    }
    let changed = new.sectionsChanged(from: current)
    (current, status.verdict) = (new, .valid)
    var names = Text()
    for name in changed { names.append(names.bytes.isEmpty ? "\(name)" : ",\(name)") }
    sayProblems()
    context.log.notice(
      "config read again", ["changed": names.bytes.isEmpty ? Text("nothing") : names])
    return .reloaded(changed: changed)
  }

  private var isFirst = true

  func apply(_ config: Config, at now: Instant) {
    let level = config.globals.logLevel
    context.log.sink.threshold = LogSeverity(rawValue: level.rawValue) ?? .info
    if isFirst { sayProblems() }
    isFirst = false
  }

  func report(to document: inout StatusDocument) {
    document.uptimeSeconds = MonotonicClock.now().since(context.started).wholeSeconds
    document.config = status
  }

  func sayStarted() {
    if context.machine.userID != 0 {
      context.log.notice(
        "not root: the miner keeps this user", ["uid": "\(context.machine.userID)"])
    }
    context.log.notice(
      "started",
      ["config": Text(context.configFile), "pid": "\(context.machine.processID)"])
  }

  private func sayProblems() {
    for problem in status.problems { context.log.warning(Text(problem)) }
    switch status.verdict {
    case .valid: break
    case .invalidAtStart:
      context.log.error("the config is invalid: the safe defaults run and nothing is mined")
    case .invalidKeptRunning:
      context.log.error("the config is invalid: the one before it goes on")
    }
  }
}
