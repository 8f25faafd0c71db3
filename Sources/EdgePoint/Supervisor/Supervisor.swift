internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// The service: holds the parts together, asks the deciders and does what they say.
final class Supervisor {
  static let tick = Interval.seconds(1)

  let loop: EventLoop
  let log: Log
  let machine: Machine
  let manager = ServiceManager()
  let configFile: [UInt8]
  let started = MonotonicClock.now()

  private(set) var config = Config()
  var configStatus = ConfigStatus()
  private var policy = MinerPolicy()
  var supervision = MinerSupervision()
  var decision = MinerDecision()
  var link: MinerLink?
  var ended: MinerEnd?
  var lastEnd: MinerEnd?
  var uploadRate = RateMeter()
  var books: MinerBooks
  private(set) var ownerPaused: Bool
  var isEnding = false
  var facts = MinerFacts()
  private var slowFactsAt: Instant?
  var clock: LocalClock
  let traffic: TrafficBooks
  var bookTimer: Timer?

  let storage: StateStorage
  let wan: WANLine
  let governor: TrafficGovernor
  private let leds: StatusLEDs
  private var server: StatusServer?
  private var timer: Timer?
  var soon: Timer?
  private let watchdog: WatchdogFeeder?

  init(
    on loop: EventLoop, log: Log, machine: Machine, configFile: [UInt8],
    watchdog: WatchdogFeeder.Settings? = nil
  ) {
    self.watchdog = watchdog.flatMap { WatchdogFeeder($0, log: log, at: MonotonicClock.now()) }
    (self.loop, self.log, self.machine, self.configFile) = (loop, log, machine, configFile)
    configStatus.file = configFile
    let loaded = LoadedConfig(file: configFile)
    configStatus.problems = loaded.problems
    configStatus.verdict = loaded.config == nil ? .invalidAtStart : .valid
    config = loaded.config ?? Config()
    storage = StateStorage(directory: config.globals.stateDirectory, log: log)
    let (record, ledger) = storage.load()
    (books, ownerPaused) = (MinerBooks(record.counters), record.ownerPaused)
    traffic = TrafficBooks(ledger: ledger, log: log)
    clock = LocalClock(anchor: ledger.clock)
    wan = WANLine(on: loop, log: log)
    governor = TrafficGovernor(on: loop, log: log, machine: machine)
    leds = StatusLEDs(on: loop, log: log, sysfsRoot: machine.sysfsRoot)
    facts.processors = machine.processors
  }

  /// Starts everything that the config asks for; the loop does the rest.
  func start() {
    applyLogLevel()
    sayProblems()
    wan.onChange = { [unowned(unsafe) self] in self.evaluate() }
    wan.watch(config.wan.device)
    leds.use(config.leds)
    startBooks()
    server = StatusServer(on: loop, log: log, service: self)
    server?.listen(at: config.status.socket)
    soon = Timer(on: loop) { [unowned(unsafe) self] in self.evaluate() }
    timer = Timer(on: loop, every: Self.tick) { [unowned(unsafe) self] in self.everySecond() }
    evaluate()
    if machine.userID != 0 {
      log.notice("not root: the miner keeps this user", ["uid": "\(machine.userID)"])
    }
    log.notice("started", ["config": Text(configFile), "pid": "\(machine.processID)"])
    manager.tell("READY=1\n")
  }

  /// False where this kernel can do nothing of all that the config asks for.
  var isUseful: Bool { governor.isUseful || config.miner.enabled }

  private func everySecond() {
    evaluate()
    watchdog?.note(.children)
    server?.everySecond()
    watchdog?.note(.status)
    storage.writeIfDue(record, traffic.ledger, at: MonotonicClock.now())
    watchdog?.note(.journal)
    watchdog?.endRound(at: MonotonicClock.now())
    if manager.watchdogMicroseconds != nil { manager.tell("WATCHDOG=1\n") }
  }

  /// Looks at the world, decides, and acts on the differences.
  func evaluate() {
    let now = MonotonicClock.now()
    settleEndedMiner(at: now)
    readFacts(at: now)
    let before = decision.reason
    decision = policy.decide(config, facts, at: now)
    if decision.reason != before { sayReason(before) }
    let isStarved = link.map { machine.isRunnable($0.pid) } ?? false
    act(
      supervision.update(
        wanted: decision.wantsProcess && !isEnding, isStarved: isStarved, at: now), at: now)
    if !isEnding { link?.give(decision.orders) }
    leds.show(document.ledCode)
    if isEnding, !supervision.hasProcess { loop.stop() }
  }

  private func readFacts(at now: Instant) {
    facts.configVerdict = configStatus.verdict
    facts.payeeValid = config.miner.paymentAddress != nil
    facts.ownerPaused = ownerPaused
    facts.wanUp = wan.isUp
    facts.process = supervision.state
    facts.report = link == nil ? nil : books.report
    readCaps(&facts)
    guard now.since(slowFactsAt ?? .zero) >= .milliseconds(900) || slowFactsAt == nil else {
      return
    }
    slowFactsAt = now
    facts.milliCelsius = machine.milliCelsius
    (facts.availableBytes, facts.totalBytes) = machine.memory
    facts.nameServers = machine.nameServers
  }
}

extension Supervisor {
  func setOwnerPaused(_ paused: Bool) {
    guard paused != ownerPaused else { return }
    ownerPaused = paused
    log.notice(paused ? "paused by the owner" : "resumed by the owner")
    storage.write(record, at: MonotonicClock.now())
    evaluate()
  }

  /// Reads the config file again and applies the differences; an invalid file changes nothing.
  func reload() -> VarlinkOutcome {
    manager.tell("RELOADING=1\n")
    defer { manager.tell("READY=1\n") }
    let loaded = LoadedConfig(file: configFile)
    configStatus.problems = loaded.problems
    guard let new = loaded.config else {
      if configStatus.verdict != .invalidAtStart { configStatus.verdict = .invalidKeptRunning }
      sayProblems()
      evaluate()
      return .configInvalid(problems: loaded.problems)
    }
    let changes = ConfigChanges(from: config, to: new)
    (config, configStatus.verdict) = (new, .valid)
    sayProblems()
    apply(changes)
    return .reloaded(changed: changes.names)
  }

  private func apply(_ changes: ConfigChanges) {
    var names = Text()
    for name in changes.names { names.append(names.bytes.isEmpty ? "\(name)" : ",\(name)") }
    log.notice(
      "config read again", ["changed": names.bytes.isEmpty ? Text("nothing") : names])
    if changes.logLevel { applyLogLevel() }
    if changes.wanDevice {
      wan.watch(config.wan.device)
      traffic.forgetLine()
    }
    if changes.leds { leds.use(config.leds) }
    if changes.stateDirectory {
      storage.move(
        to: config.globals.stateDirectory, record, traffic.ledger, at: MonotonicClock.now())
    }
    if changes.socket { server?.listen(at: config.status.socket) }
    slowFactsAt = nil
    startBooks()
    evaluate()
  }

  private func applyLogLevel() {
    log.sink.threshold = LogSeverity(rawValue: config.globals.logLevel.rawValue) ?? .info
  }

  private func sayProblems() {
    for problem in configStatus.problems { log.warning(Text(problem)) }
    switch configStatus.verdict {
    case .valid: break
    case .invalidAtStart:
      log.error("the config is invalid: the safe defaults run and nothing is mined")
    case .invalidKeptRunning: log.error("the config is invalid: the one before it goes on")
    }
  }

  private func sayReason(_ before: PauseReason?) {
    guard let reason = decision.reason else {
      log.notice("mining", ["threads": "\(decision.orders.threads)"])
      return
    }
    log.notice("not mining: \(reason.text)", ["reason": Text(reason.code)])
  }

  /// SIGUSR1: the whole status, on one line.
  func dumpStatus() { log.notice("status \(document.json)") }

  /// SIGTERM: asks the miner for its last counts, then ends the loop; within 2 s in any case.
  func end() {
    guard !isEnding else { return }
    isEnding = true
    log.notice("ending")
    manager.tell("STOPPING=1\n")
    server = nil
    evaluate()
    // The decider wants to be asked more often than once a second now.
    timer = Timer(on: loop, every: .milliseconds(100)) { [unowned(unsafe) self] in self.evaluate() }
  }

  /// After the loop has ended.
  func finish() {
    (timer, soon, link, bookTimer) = (nil, nil, nil, nil)
    books.close()
    bookTraffic()
    storage.write(record, traffic.ledger, at: MonotonicClock.now())
    leds.release()
    watchdog?.disarm()
  }
}
