internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import NetModel
internal import NetlinkPort

/// Brings the kernel's traffic control and packet rules to what a plan wants, and reads them back.
///
/// Only the difference is sent: a kernel that has everything already gets no message.
final class KernelTraffic {
  /// What the kernel can do; nil = nobody has asked it yet.
  private(set) var features: TrafficFeatures?
  private let socket: TrafficSocket
  private var rules: NftablesSocket?

  /// - Throws: `.unavailable` where there is no route socket.
  init() throws(NetlinkError) { socket = try TrafficSocket() }

  /// Asks the kernel what it can do, once: it loads a module for each answer, which takes a slow
  /// machine most of a second, so only who wants something asks.
  func findFeatures() -> TrafficFeatures {
    if let features { return features }
    let found = Self.features()
    features = found
    rules = found.nftables ? try? NftablesSocket() : nil
    return found
  }

  /// Tries what the kernel can do, which takes some milliseconds.
  static func features() -> TrafficFeatures {
    var features = TrafficSocket.probe()
    features.nftables = NftablesSocket.isAvailable()
    // Marks need connection tracking, in the rules as well as in the filters.
    if features.ctinfo, !NftablesSocket.isAvailable(marking: true) { features.ctinfo = false }
    return features
  }

  /// Changes sent since the start.
  var messagesSent: UInt64 { socket.messagesSent &+ (rules?.messagesSent ?? 0) }

  /// The number by which notifications name our own changes of traffic control.
  var port: UInt32 { socket.port }

  /// Makes it so, as far as the kernel lets us.
  ///
  /// - Throws: what kept us from reading the kernel's state; then nothing is known.
  func reconcile(
    _ plan: TrafficPlan, wan: [UInt8], takeOver: Bool
  ) throws(NetlinkError) -> TrafficOutcome {
    var outcome = TrafficOutcome()
    let before = try socket.snapshot()
    outcome.hasDevice = before.devices.contains { $0.name == wan }
    guard outcome.hasDevice else { return outcome }
    reconcileRules(plan.rules?.ruleset, &outcome)
    var (actual, steps) = try difference(before, plan, wan: wan, takeOver)
    if !steps.changes.isEmpty {
      for failure in socket.apply(steps.changes) {
        outcome.refusals.append(Self.refusal(failure, of: steps.changes))
      }
      (actual, steps) = try difference(socket.snapshot(), plan, wan: wan, takeOver)
    }
    outcome.differences = steps.changes.map { $0.text }
    outcome.conflicts = steps.conflicts
    outcome.read(actual, plan: plan, wan: wan)
    return outcome
  }

  private func reconcileRules(_ wanted: Ruleset?, _ outcome: inout TrafficOutcome) {
    guard let rules else { return }
    do throws(NetlinkError) {
      if let wanted {
        if try !rules.isCurrent(wanted) { try rules.apply(wanted) }
        outcome.flowTables = (try? rules.flowTables()) ?? []
      } else if try rules.isThere() {
        try rules.remove()
      }
    } catch {
      outcome.refusals.append("the packet rules of table inet edgepoint: \(error.text)")
    }
  }

  /// What the kernel has on the WAN, its IFB and wherever else something of ours was left, and
  /// the steps from there to the plan.
  private func difference(
    _ snapshot: TrafficSnapshot, _ plan: TrafficPlan, wan: [UInt8], _ takeOver: Bool
  ) throws(NetlinkError) -> (
    actual: [InterfaceTraffic], steps: (changes: [TrafficChange], conflicts: [Text])
  ) {
    var names = plan.interfaces.map { $0.device }
    if !names.contains(wan) { names.append(wan) }
    // A redirection goes before the device that it leads to: IFBs come last.
    let others = snapshot.devices { $0.handle.isOurTree || $0.parent == .ingress }
    names += others.filter { !names.contains($0) && !TrafficPlan.isIFB($0) }
    names += others.filter { !names.contains($0) }
    var actual: [InterfaceTraffic] = []
    for name in names {
      if let found = try socket.read(name, in: snapshot) { actual.append(found) }
    }
    let steps = changes(
      desired: plan, actual: actual, existing: snapshot.devices, takeOver: takeOver)
    return (actual, steps)
  }

  private static func refusal(_ failure: TrafficFailure, of steps: [TrafficChange]) -> Text {
    guard steps.indices.contains(failure.index) else { return failure.error.text }
    return "the kernel refuses \(steps[failure.index].text): \(failure.error.text)"
  }

  /// Everything that counts bytes on the WAN, in one go.
  func reading(_ plan: TrafficPlan, wan: [UInt8], boot: UInt64) -> TrafficReading {
    var reading = TrafficReading(boot: boot)
    if let links = try? socket.links() {
      if let bytes = links.bytes(of: wan) {
        (reading.sent, reading.received) = (bytes.sent, bytes.received)
      }
      if !plan.interfaces.isEmpty { reading.queues.up = classes(of: wan, in: links) }
      if let ifb = plan.ifb { reading.queues.down = classes(of: ifb, in: links) }
    }
    if let planned = plan.rules, let rules {
      reading.counts = try? rules.counts()
      reading.countsMiner = planned.minerUser != nil
      reading.sortsDownloads = planned.marksConnections
    }
    return reading
  }

  /// Bytes that the WAN has sent and received; nil if it is not there.
  func bytes(of wan: [UInt8]) -> (sent: UInt64, received: UInt64)? {
    (try? socket.links())?.bytes(of: wan).map { ($0.sent, $0.received) }
  }

  private func classes(of device: [UInt8], in links: LinkTable) -> ClassReadings? {
    guard let counters = try? socket.counters(device, in: links) else { return nil }
    return ClassReadings(counters)
  }
}
