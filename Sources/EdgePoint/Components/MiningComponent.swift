internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// Decides whether to mine, keeps the miner process accordingly, and counts what miners did.
final class MiningComponent: Component {
  let context: ServiceContext
  let accounting: AccountingComponent
  private let keeper: ConfigKeeper
  private let wan: WANLine
  private let system: SystemComponent
  private let storage: StateStorage
  private var config = Config()
  private var policy = MinerPolicy()
  private var inputs = MinerInputs()
  private var ownerPaused: Bool
  private(set) var decision = MinerDecision()
  var supervision = MinerSupervision()
  var link: MinerLink?
  var ended: MinerEnd?
  var lastEnd: MinerEnd?
  var uploadRate = RateMeter()
  var books: MinerTotals
  private(set) var soon: Timer?

  init(
    _ context: ServiceContext, _ record: MinerRecord, _ keeper: ConfigKeeper, _ wan: WANLine,
    _ system: SystemComponent, _ accounting: AccountingComponent, _ storage: StateStorage
  ) {
    (self.context, self.keeper, self.wan) = (context, keeper, wan)
    (self.system, self.accounting, self.storage) = (system, accounting, storage)
    (books, ownerPaused) = (MinerTotals(record.counters), record.ownerPaused)
    soon = Timer(on: context.loop) { [unowned(unsafe) self] in self.context.changed() }
  }

  /// Whether a process exists that has not been reaped.
  var hasProcess: Bool { supervision.hasProcess }

  /// What the journal keeps.
  var record: MinerRecord {
    var record = MinerRecord()
    (record.ownerPaused, record.counters) = (ownerPaused, books.totals)
    return record
  }

  func setOwnerPaused(_ paused: Bool) {
    guard paused != ownerPaused else { return }
    ownerPaused = paused
    context.log.notice(paused ? "paused by the owner" : "resumed by the owner")
    storage.write(record, at: MonotonicClock.now())
    context.changed()
  }

  func apply(_ config: Config, at now: Instant) { self.config = config }

  /// Looks at the world, decides, and acts on the differences.
  func update(at now: Instant) {
    takeDownEnded(at: now)
    readInputs()
    let before = decision.reason
    decision = policy.decide(config, inputs, at: now)
    if decision.reason != before { sayReason() }
    let isStarved = link.map { context.machine.isRunnable($0.pid) } ?? false
    let effect = supervision.update(
      wanted: decision.wantsProcess && !context.isEnding, isStarved: isStarved, at: now)
    act(effect, at: now)
    if !context.isEnding { link?.give(decision.orders) }
    context.served(.children)
  }

  func report(to document: inout StatusDocument) {
    document.miner.update(config.miner, decision, books)
    document.miner.uploadRate = uploadRate.rate
    document.miner.processID = link?.pid
    document.miner.restarts = supervision.restarts
    document.miner.lastEnd = lastEnd?.text.bytes ?? []
  }

  func stop(at now: Instant) {
    (soon, link) = (nil, nil)
    books.close()
  }

  private func readInputs() {
    inputs.configVerdict = keeper.verdict
    inputs.payeeValid = config.miner.paymentAddress != nil
    inputs.ownerPaused = ownerPaused
    inputs.wanUp = wan.isUp
    inputs.process = supervision.state
    inputs.report = link == nil ? nil : books.report
    inputs.hold = accounting.policy.minerHold
    inputs.slowedTo =
      if case .throttled(let rate) = accounting.policy.allowances[.miner] { rate } else { nil }
    inputs.processors = system.processors
    inputs.milliCelsius = system.milliCelsius
    (inputs.availableBytes, inputs.totalBytes) = (system.availableBytes, system.totalBytes)
    inputs.nameServers = system.nameServers
  }

  private func sayReason() {
    guard let reason = decision.reason else {
      context.log.notice("mining", ["threads": "\(decision.orders.threads)"])
      return
    }
    context.log.notice("not mining: \(reason.text)", ["reason": Text(reason.code)])
  }
}
