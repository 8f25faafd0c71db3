internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// Caps, schedules and the ledger: reads the counters as often as the caps need, and tells the
/// shaping what is left of each class.
final class AccountingComponent: Component {
  private let context: ServiceContext
  private let storage: StateStorage
  private let shaping: ShapingComponent
  private let books: CapAccounting
  private var clock: LocalClock
  private var config = Config()
  private var timer: Timer?

  init(
    _ context: ServiceContext, _ ledger: Ledger, _ storage: StateStorage,
    _ shaping: ShapingComponent
  ) {
    (self.context, self.storage, self.shaping) = (context, storage, shaping)
    books = CapAccounting(ledger: ledger, log: context.log)
    clock = LocalClock(anchor: ledger.clock)
  }

  /// What the journal keeps.
  var ledger: Ledger { books.ledger }
  var policy: CapPolicy { books.policy }

  /// Begins, or goes on, with the config as it is now.
  ///
  /// What the ledger knows is asked before the kernel is touched: a class that a cap has stopped
  /// must not go on for a moment because the service starts again.
  func apply(_ config: Config, at now: Instant) {
    if timer != nil, config.wan.device != self.config.wan.device { books.forgetLine() }
    self.config = config
    LocalTime.load()
    if timer == nil {
      timer = Timer(on: context.loop) { [unowned(unsafe) self] in self.account() }
    }
    books.take(nil, config, clock: clock.anchor, at: now, date: clock.date(at: now))
    shaping.use(config, books.policy.allowances)
    account()
  }

  func report(to document: inout StatusDocument) { document.caps = books.status(clock.doubt) }

  func stop(at now: Instant) {
    timer = nil
    account()
  }

  /// The miner says what it has moved; it is booked outside of the miner's callbacks.
  func note(_ report: MinerReport) {
    books.note(report)
    timer?.start(after: .zero)
  }

  func minerEnded() { books.minerEnded() }

  /// Reads the counters, books them, and acts if caps or schedules now say something else.
  private func account() {
    let now = MonotonicClock.now()
    let before = books.policy
    // Asked for even without a schedule: a jump shows only to who has looked before.
    let date = clock.date(at: now)
    let reading = shaping.reading(boot: clock.boot)
    books.take(reading, config, clock: clock.anchor, at: now, date: date)
    books.writeIfDue(to: storage, at: now)
    timer?.start(after: books.pace)
    let after = books.policy
    // The service that ends leaves the kernel as it is.
    guard timer != nil else { return }
    shaping.use(config, after.allowances)
    if after.allowances[.miner] != before.allowances[.miner] || after.minerHold != before.minerHold
    {
      context.changed()
    }
  }
}
