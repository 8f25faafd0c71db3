internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import NetlinkPort

/// Keeps the kernel's traffic control and packet rules as the config wants them.
///
/// The kernel is the truth: it is read at the start, after each of its events, after each change
/// and every 30 s, and only the difference is sent. What the service leaves behind when it ends
/// goes on limiting, and is adopted by the next one.
final class TrafficGovernor {
  /// Events come in bursts, which are answered together.
  private static let settles = Interval.milliseconds(200)
  /// The same while changes follow one another: another program may undo ours each time.
  private static let settlesAgain = Interval.milliseconds(500)
  private static let rereads = Interval.seconds(30)
  private static let retries = Interval.seconds(1)

  private var kept = TrafficStatus()
  private var meters = ClassMeters()
  private let probe: LatencyProbe
  private let loop: EventLoop
  private let log: Log
  private let machine: Machine
  private var config = Config()
  /// Where the tree is that must go when the config no longer names a device.
  private var formerDevice: [UInt8]?
  private var facts = TrafficFacts()
  private var plan = TrafficPlan()
  private var kernel: KernelTraffic?
  private var watch: TrafficWatch?
  private var rulesWatch: RulesWatch?
  private var soon: Timer?
  private var again: Timer?
  private var changedAt = Instant.zero

  init(on loop: EventLoop, log: Log, machine: Machine) {
    (self.loop, self.log, self.machine) = (loop, log, machine)
    probe = LatencyProbe(on: loop, log: log)
    probe.onRates = { [unowned(unsafe) self] in self.follow(upload: $0, download: $1) }
  }

  /// What is known now, the classes and the line's delay included.
  var status: TrafficStatus {
    var status = kept
    if isShaping { status.classes = meters.classes }
    (status.roundTrip, status.roundTripAtRest) = (probe.roundTrip, probe.baseline)
    if let note = probe.note { status.notes.append(note.bytes) }
    return status
  }

  /// Whether the kernel shapes at least one direction as wanted.
  var isShaping: Bool { kept.upload != nil || kept.download != nil }

  /// False where rates are asked for and this kernel can do nothing of it.
  var isUseful: Bool { plan.isUseful }

  /// Takes a config and what caps and schedules allow; nothing is sent if nothing is different.
  func use(_ config: Config, miner: ClassAllowance, guest: ClassAllowance) {
    let isSame =
      self.config == config && facts.minerAllowance == miner && facts.guestAllowance == guest
    guard !isSame else { return }
    if config.wan != self.config.wan { (facts.uploadLine, facts.downloadLine) = (nil, nil) }
    formerDevice = self.config.wan.device ?? formerDevice
    (self.config, facts.minerAllowance, facts.guestAllowance) = (config, miner, guest)
    replan()
  }

  /// What the line carries now, as its delay tells; nil = what the config says.
  private func follow(upload: BitRate?, download: BitRate?) {
    guard (facts.uploadLine, facts.downloadLine) != (upload, download) else { return }
    (facts.uploadLine, facts.downloadLine) = (upload, download)
    replan()
  }

  /// What the queues and rules of the WAN have counted; nil where there is no WAN to count on.
  func reading(boot: UInt64) -> TrafficReading? {
    guard let kernel, let wan = config.wan.device else { return nil }
    let reading = kernel.reading(plan, wan: wan, boot: boot)
    meters.take(reading, at: MonotonicClock.now())
    return reading
  }

  /// Whether the config wants anything of the kernel; if not, only what was left there goes.
  private var isAsked: Bool {
    config.wan.upload != nil || config.wan.download != nil || !config.caps.isEmpty
      || config.schedules.contains { $0.trafficClass == .guest }
  }

  private func replan() {
    guard config.wan.device != nil || kernel != nil else { return }
    if kernel == nil { open() }
    guard let kernel else { return }
    if isAsked {
      facts.features = kernel.findFeatures()
      if facts.features.nftables, rulesWatch == nil {
        rulesWatch = try? RulesWatch(on: loop) { [unowned(unsafe) self] in self.settleSoon() }
      }
    }
    plan = TrafficPlan(config: config, facts: facts)
    settle()
  }

  /// Listens to the kernel's changes from now on.
  private func open() {
    guard machine.userID == 0 else {
      if isAsked { fail("traffic control needs root; the miner's upload_limit still holds") }
      return
    }
    do throws(NetlinkError) {
      let kernel = try KernelTraffic()
      machine.describe(to: &facts)
      watch = try TrafficWatch(on: loop, ignoring: kernel.port) { [unowned(unsafe) self] in
        self.settleSoon()
      }
      soon = Timer(on: loop) { [unowned(unsafe) self] in self.settle() }
      again = Timer(on: loop, every: Self.rereads) { [unowned(unsafe) self] in self.settle() }
      self.kernel = kernel
    } catch {
      fail("traffic control cannot be used: \(error.text)")
    }
  }

  /// One answer to all events until then: what goes on happening must not put it off for ever.
  private func settleSoon() {
    guard soon?.isArmed != true else { return }
    let isBusy = MonotonicClock.now().since(changedAt) < .seconds(2)
    soon?.start(after: isBusy ? Self.settlesAgain : Self.settles)
  }

  private func settle() {
    guard let kernel, let wan = config.wan.device ?? formerDevice else { return }
    let before = kernel.messagesSent
    do throws(NetlinkError) {
      let outcome = try kernel.settle(plan, wan: wan, takeOver: config.wan.takeOver)
      if kernel.messagesSent != before {
        changedAt = MonotonicClock.now()
        log.info(
          "traffic control changed",
          ["dev": Text(wan), "messages": "\(kernel.messagesSent &- before)"])
      }
      if !outcome.refusals.isEmpty || !outcome.differences.isEmpty {
        soon?.start(after: Self.retries)
      }
      show(TrafficStatus(plan, outcome, changes: kernel.messagesSent))
    } catch {
      // The kernel was changed while it was read, or gave no answer.
      soon?.start(after: Self.retries)
      fail("traffic control cannot be read: \(error.text)")
    }
  }

  private func show(_ new: TrafficStatus) {
    let old = kept
    kept = new
    measureDelay()
    guard new.state != old.state || new.notes != old.notes else { return }
    log.notice("traffic control: \(new.state.text)", ["dev": Text(config.wan.device ?? [])])
    for note in new.notes where !old.notes.contains(note) { log.info(Text(note)) }
  }

  private func measureDelay() {
    probe.use(config.wan, isShaping: isShaping, hasPlainQueues: plan.hasPlainQueues) {
      [unowned(unsafe) self] in
      guard let wan = self.config.wan.device else { return nil }
      return self.kernel?.bytes(of: wan)
    }
  }

  private func fail(_ reason: Text) {
    if kept.state != .failed { log.error(reason) }
    (kept.state, kept.notes) = (.failed, [reason.bytes])
    (kept.upload, kept.download) = (nil, nil)
    measureDelay()
  }
}
