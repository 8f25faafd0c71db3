internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import NetModel

/// Decides the line's traffic control and packet rules from the config, from what caps and
/// schedules leave of each class, and from the line's delay; says how it stands.
final class ShapingComponent: Component {
  private let context: ServiceContext
  private let network: NetworkReconciler
  private let probe: LatencyProbe
  private var kept = TrafficStatus()
  private var meters = ClassMeters()
  private var config = Config()
  private var inputs = PlanInputs()
  private var plan = TrafficPlan()

  init(_ context: ServiceContext, _ network: NetworkReconciler) {
    (self.context, self.network) = (context, network)
    probe = LatencyProbe(on: context.loop, log: context.log)
    probe.onRates = { [unowned(unsafe) self] in self.follow(upload: $0, download: $1) }
    network.onResult = { [unowned(unsafe) self] in self.take($0) }
  }

  /// Whether the kernel shapes at least one direction as wanted.
  var isShaping: Bool { kept.upload != nil || kept.download != nil }

  /// False where rates are asked for and this kernel can do nothing of it.
  var isUseful: Bool { plan.isUseful }

  func contribute(to plan: inout NetworkPlan) {
    plan.wan = config.wan.device
    plan.takesOver = config.wan.takeOver
    plan.traffic = self.plan
  }

  /// What is known now, the classes and the line's delay included.
  func report(to document: inout StatusDocument) {
    document.traffic = kept
    if isShaping { document.traffic.classes = meters.classes }
    document.traffic.roundTrip = probe.roundTrip
    document.traffic.roundTripAtRest = probe.baseline
    if let note = probe.note { document.traffic.notes.append(note.bytes) }
  }

  /// Takes a config and what caps and schedules allow; nothing is sent if nothing is different.
  func use(_ config: Config, _ allowances: PerClass<ClassAllowance>) {
    guard self.config != config || inputs.allowances != allowances else { return }
    if config.wan != self.config.wan { inputs.lines = PerDirection(repeating: nil) }
    (self.config, inputs.allowances) = (config, allowances)
    replan()
  }

  /// What the line carries now, as its delay tells; nil = what the config says.
  private func follow(upload: BitRate?, download: BitRate?) {
    let lines = PerDirection(up: upload, down: download)
    guard inputs.lines != lines else { return }
    inputs.lines = lines
    replan()
  }

  /// What the queues and rules of the WAN have counted; nil where there is no WAN to count on.
  func reading(boot: UInt64) -> TrafficReading? {
    guard let wan = config.wan.device,
      let reading = network.reading(plan, wan: wan, boot: boot)
    else { return nil }
    meters.take(reading, at: MonotonicClock.now())
    return reading
  }

  /// Whether the config wants anything of the kernel; if not, only what was left there goes.
  private var isAsked: Bool {
    config.wan.upload != nil || config.wan.download != nil || !config.caps.isEmpty
      || config.schedules.contains { $0.trafficClass == .guest }
  }

  private func replan() {
    guard config.wan.device != nil || network.isOpen else { return }
    let isNew = !network.isOpen
    guard network.open(isNeeded: isAsked) else { return }
    if isNew { context.machine.describe(to: &inputs) }
    if isAsked, let features = network.findFeatures() { inputs.features = features }
    plan = TrafficPlan(config: config, inputs: inputs)
    network.planChanged()
  }

  private func take(_ result: NetworkReconciler.Result) {
    switch result {
    case .done(let outcome, let changes): show(TrafficStatus(plan, outcome, changes: changes))
    case .failed(let reason): fail(reason)
    }
  }

  private func show(_ new: TrafficStatus) {
    let old = kept
    kept = new
    measureDelay()
    guard new.state != old.state || new.notes != old.notes else { return }
    context.log.notice(
      "traffic control: \(new.state.text)", ["dev": Text(config.wan.device ?? [])])
    for note in new.notes where !old.notes.contains(note) { context.log.info(Text(note)) }
  }

  private func measureDelay() {
    probe.use(config.wan, isShaping: isShaping, hasPlainQueues: plan.hasPlainQueues) {
      [unowned(unsafe) self] in
      guard let wan = self.config.wan.device else { return nil }
      return self.network.bytes(of: wan)
    }
  }

  private func fail(_ reason: Text) {
    if kept.state != .failed { context.log.error(reason) }
    (kept.state, kept.notes) = (.failed, [reason.bytes])
    (kept.upload, kept.download) = (nil, nil)
    measureDelay()
  }
}
