internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// The service: makes the components, and calls each method of all of them in their order.
final class Supervisor {
  private static let period = Interval.seconds(1)

  let context: ServiceContext
  let manager = ServiceManager()
  let config: ConfigKeeper
  let miner: MiningComponent
  let shaping: ShapingComponent
  let status: StatusServer
  let watchdog: WatchdogComponent
  let components: [any Component]
  var timer: Timer?

  init(_ context: ServiceContext, watchdog settings: WatchdogFeeder.Settings? = nil) {
    self.context = context
    config = ConfigKeeper(context)
    watchdog = WatchdogComponent(context, settings, manager)
    let storage = StateStorage(directory: config.current.globals.stateDirectory, log: context.log)
    let state = storage.load()
    let wan = WANLine(context)
    let system = SystemComponent(context)
    let network = NetworkReconciler(context)
    shaping = ShapingComponent(context, network)
    let accounting = AccountingComponent(context, state.ledger, storage, shaping)
    miner = MiningComponent(context, state.miner, config, wan, system, accounting, storage)
    let journal = JournalComponent(context, storage, miner, accounting)
    status = StatusServer(context)
    components = [
      config, wan, system, miner, network, shaping, accounting, journal, StatusLEDs(context),
      status, watchdog,
    ]
    context.connect(self)
  }

  /// Starts everything that the config asks for; the loop does the rest.
  func start() {
    apply()
    timer = Timer(on: context.loop, every: Self.period) { [unowned(unsafe) self] in self.tick() }
    config.sayStarted()
    manager.tell("READY=1\n")
  }

  /// False where this kernel can do nothing of all that the config asks for.
  var isUseful: Bool { shaping.isUseful || config.current.miner.enabled }

  func apply() {
    let now = MonotonicClock.now()
    for component in components { component.apply(config.current, at: now) }
    update()
  }

  func update() {
    let now = MonotonicClock.now()
    for component in components { component.update(at: now) }
    if context.isEnding, !miner.hasProcess { context.loop.stop() }
  }

  private func tick() {
    update()
    for component in components { component.tick(at: MonotonicClock.now()) }
  }
}
