internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import NetModel
internal import NetlinkPort

/// Brings the kernel's network to what the components want of it, and keeps it there.
///
/// The kernel is the truth: it is read at the start, after each of its events, after each change
/// and every 30 s, and only the difference is sent. What the service leaves behind when it ends
/// goes on limiting, and is adopted by the next one.
final class NetworkReconciler: Component {
  /// Events come in bursts, which are answered together.
  private static let debounce = Interval.milliseconds(200)
  /// The same while changes follow one another: another program may undo ours each time.
  private static let busyDebounce = Interval.milliseconds(500)
  private static let rereadInterval = Interval.seconds(30)
  private static let retryInterval = Interval.seconds(1)

  /// What one reconciliation came to.
  enum Result {
    case done(TrafficOutcome, changes: UInt64)
    /// Nothing can be known or changed, and why.
    case failed(Text)
  }

  /// Called after each reconciliation.
  var onResult: (Result) -> Void = { _ in }
  private let context: ServiceContext
  private var wanted = NetworkPlan()
  /// Where the tree is that must go when the plan no longer names a device.
  private var formerDevice: [UInt8]?
  private var kernel: KernelTraffic?
  private var monitor: TrafficMonitor?
  private var rulesMonitor: NftablesMonitor?
  private var soon: Timer?
  private var again: Timer?
  private var changedAt = Instant.zero

  init(_ context: ServiceContext) { self.context = context }

  /// Whether the kernel is read and changed.
  var isOpen: Bool { kernel != nil }

  /// Listens to the kernel's changes from now on; false where that cannot be.
  ///
  /// - Parameter isNeeded: whether it is a failure if it cannot.
  func open(isNeeded: Bool) -> Bool {
    guard kernel == nil else { return true }
    guard context.machine.userID == 0 else {
      if isNeeded {
        onResult(.failed("traffic control needs root; the miner's upload_limit still holds"))
      }
      return false
    }
    do throws(NetlinkError) {
      let kernel = try KernelTraffic()
      monitor = try TrafficMonitor(on: context.loop, ignoring: kernel.port) {
        [unowned(unsafe) self] in
        self.scheduleReconcile()
      }
      soon = Timer(on: context.loop) { [unowned(unsafe) self] in self.reconcile() }
      again = Timer(on: context.loop, every: Self.rereadInterval) {
        [unowned(unsafe) self] in
        self.reconcile()
      }
      self.kernel = kernel
      return true
    } catch {
      onResult(.failed("traffic control cannot be used: \(error.text)"))
      return false
    }
  }

  /// What the kernel can do; the first question loads modules, and from then on changes of the
  /// packet rules are heard.
  func findFeatures() -> TrafficFeatures? {
    guard let kernel else { return nil }
    let features = kernel.findFeatures()
    if features.nftables, rulesMonitor == nil {
      rulesMonitor = try? NftablesMonitor(on: context.loop) {
        [unowned(unsafe) self] in
        self.scheduleReconcile()
      }
    }
    return features
  }

  /// The components want something else now: asks all of them, and acts at once.
  func planChanged() {
    formerDevice = wanted.wan ?? formerDevice
    wanted = context.plan
    reconcile()
  }

  /// Everything that counts bytes on the WAN; nil where there is no WAN to count on.
  func reading(_ plan: TrafficPlan, wan: [UInt8], boot: UInt64) -> TrafficReading? {
    kernel?.reading(plan, wan: wan, boot: boot)
  }

  /// Bytes that an interface has sent and received; nil if it is not there.
  func bytes(of device: [UInt8]) -> (sent: UInt64, received: UInt64)? { kernel?.bytes(of: device) }

  /// One answer to all events until then: what goes on happening must not put it off for ever.
  private func scheduleReconcile() {
    guard soon?.isArmed != true else { return }
    let isBusy = MonotonicClock.now().since(changedAt) < .seconds(2)
    soon?.start(after: isBusy ? Self.busyDebounce : Self.debounce)
  }

  private func reconcile() {
    guard let kernel, let wan = wanted.wan ?? formerDevice else { return }
    let before = kernel.messagesSent
    do throws(NetlinkError) {
      let outcome = try kernel.reconcile(wanted.traffic, wan: wan, takeOver: wanted.takesOver)
      if kernel.messagesSent != before {
        changedAt = MonotonicClock.now()
        context.log.info(
          "traffic control changed",
          ["dev": Text(wan), "messages": "\(kernel.messagesSent &- before)"])
      }
      if !outcome.refusals.isEmpty || !outcome.differences.isEmpty {
        soon?.start(after: Self.retryInterval)
      }
      onResult(.done(outcome, changes: kernel.messagesSent))
    } catch {
      // The kernel was changed while it was read, or gave no answer.
      soon?.start(after: Self.retryInterval)
      onResult(.failed("traffic control cannot be read: \(error.text)"))
    }
  }
}
