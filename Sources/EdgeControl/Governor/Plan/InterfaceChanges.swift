internal import EdgeTypes
internal import NetModel

/// The steps for one interface: what must go first, then what changes, then what is new.
struct InterfaceChanges {
  private let wanted: InterfaceTraffic
  private var found: InterfaceTraffic
  private let takeOver: Bool
  /// The IFB is gone and with it where the WAN's redirection leads.
  var redirectIsStale = false
  private(set) var changes: [TrafficChange] = []
  private(set) var conflicts: [Text] = []
  private var device: [UInt8] { wanted.device }

  init(to wanted: InterfaceTraffic, from found: InterfaceTraffic, takeOver: Bool) {
    (self.wanted, self.found, self.takeOver) = (wanted, found, takeOver)
    // The kernel says "root" of a class that has no class above it (htb_dump_class).
    for index in self.found.classes.indices where self.found.classes[index].parent == .root {
      self.found.classes[index].parent = TrafficHandle(self.found.classes[index].handle.major)
    }
  }

  mutating func work() {
    if reconcileRoot() {
      deleteFilters(under: { $0.isOurTree })
      deleteClasses()
      changeClasses()
      changeQueues()
      addFilters(under: { $0.isOurTree })
    }
    if reconcileIngress() {
      deleteFilters(under: { $0 == .ingressQdisc })
      addFilters(under: { $0 == .ingressQdisc })
    }
  }

  /// Sees to the outermost qdisc; false = there is nothing to do below it.
  private mutating func reconcileRoot() -> Bool {
    let want = wanted.qdiscs.first { $0.parent == .root }
    // Handle 0: the kernel made it by itself, and replaces it without being asked.
    let have = found.qdiscs.first { $0.parent == .root && $0.handle.raw != 0 }
    if let have, have == want { return true }
    if let have {
      guard have.handle.isOurTree || want != nil else { return false }
      guard have.handle.isOurTree || takeOver else {
        conflicts.append(
          """
          \(device) has a qdisc of another program, \(have.discipline.kind) \(have.handle.text): \
          it stays and the line is not shaped in this direction; option take_over '1' in section \
          wan replaces it
          """)
        return false
      }
      changes.append(.deleteQdisc(device: device, have))
      forgetTree()
    }
    guard let want else { return false }
    changes.append(.addQdisc(device: device, want))
    forgetTree()
    return true
  }

  /// With the outermost qdisc goes everything in it.
  private mutating func forgetTree() {
    found.classes = []
    found.qdiscs.removeAll { $0.parent != .ingress }
    found.filters.removeAll { $0.parent != .ingressQdisc }
  }

  private mutating func deleteFilters(under isMeant: (TrafficHandle) -> Bool) {
    for filter in found.filters where isMeant(filter.parent) {
      let isStale = redirectIsStale && filter.parent == .ingressQdisc
      guard isStale || !wanted.filters.contains(filter) else { continue }
      changes.append(.deleteFilter(device: device, filter))
      found.filters.removeAll { $0 == filter }
    }
  }

  private mutating func addFilters(under isMeant: (TrafficHandle) -> Bool) {
    for filter in wanted.filters where isMeant(filter.parent) && !found.filters.contains(filter) {
      changes.append(.addFilter(device: device, filter))
    }
  }

  /// Children go before their parents, and take their queues along.
  private mutating func deleteClasses() {
    var doomed = found.classes.filter { have in
      have.handle.isOurTree
        && !wanted.classes.contains { $0.handle == have.handle && $0.parent == have.parent }
    }
    while !doomed.isEmpty {
      let inner = doomed.filter { one in doomed.contains { $0.parent == one.handle } }
      for leaf in doomed where !inner.contains(leaf) || inner.count == doomed.count {
        changes.append(.deleteClass(device: device, leaf.handle))
        found.classes.removeAll { $0.handle == leaf.handle }
        found.qdiscs.removeAll { $0.parent == leaf.handle }
      }
      doomed = inner.count == doomed.count ? [] : inner
    }
  }

  private mutating func changeClasses() {
    for want in wanted.classes {
      guard var have = found.classes.first(where: { $0.handle == want.handle }) else {
        changes.append(.addClass(device: device, want))
        continue
      }
      // What the kernel never changes of a class with classes below it, nor uses (htb_change_class).
      if wanted.classes.contains(where: { $0.parent == want.handle }) {
        (have.quantum, have.priority) = (want.quantum, want.priority)
      }
      if !have.isEquivalent(to: want) { changes.append(.changeClass(device: device, want)) }
    }
  }

  private mutating func changeQueues() {
    for want in wanted.qdiscs where want.parent != .root && want.parent != .ingress {
      let have = found.qdiscs.first { $0.parent == want.parent && $0.handle.raw != 0 }
      guard let have, have != want else {
        if have == nil { changes.append(.addQdisc(device: device, want)) }
        continue
      }
      if have.handle == want.handle, have.discipline.canBecome(want.discipline) {
        changes.append(.changeQdisc(device: device, want))
      } else if have.handle == want.handle || takeOver {
        changes.append(.deleteQdisc(device: device, have))
        changes.append(.addQdisc(device: device, want))
      } else {
        conflicts.append(
          """
          \(device) has a qdisc of another program in our class \(want.parent.text), \
          \(have.discipline.kind) \(have.handle.text): it stays
          """)
      }
    }
  }

  /// Sees to the ingress qdisc; false = there is nothing to do in it.
  private mutating func reconcileIngress() -> Bool {
    let want = wanted.qdiscs.first { $0.parent == .ingress }
    let ours = found.filters.filter { $0.parent == .ingressQdisc }
    // A redirection to a device that is gone cannot be read as ours, but keeps our number.
    let foreign = found.foreignFilters.filter {
      !(redirectIsStale && $0 == FilterPreference.ingress)
    }
    guard let have = found.qdiscs.first(where: { $0.parent == .ingress }) else {
      guard let want else { return false }
      changes.append(.addQdisc(device: device, want))
      found.filters.removeAll { $0.parent == .ingressQdisc }
      return true
    }
    guard let want else {
      if !ours.isEmpty, foreign.isEmpty {
        changes.append(.deleteQdisc(device: device, have))
        return false
      }
      return true
    }
    guard have.discipline == want.discipline, foreign.isEmpty else {
      return yieldIngress(have, want, hasOurs: !ours.isEmpty)
    }
    if found.foreignFilters != foreign {
      changes += wanted.filters.filter { $0.parent == .ingressQdisc }
        .map { .deleteFilter(device: device, $0) }
    }
    return true
  }

  /// Somebody else sorts what arrives here.
  private mutating func yieldIngress(_ have: Qdisc, _ want: Qdisc, hasOurs: Bool) -> Bool {
    guard takeOver else {
      conflicts.append(
        """
        \(device) has filters of another program on what arrives (\(have.discipline.kind)): they \
        stay\(hasOurs ? " beside ours" : " and downloads are not shaped" as StaticString); \
        option take_over '1' in section wan replaces them
        """)
      return hasOurs
    }
    changes.append(.deleteQdisc(device: device, have))
    changes.append(.addQdisc(device: device, want))
    found.filters.removeAll { $0.parent == .ingressQdisc }
    return true
  }
}

extension HTBClass {
  /// Whether the kernel's values are the wanted ones: it keeps bursts as time at the class's rate,
  /// in ticks of 64 ns (PSCHED_SHIFT in net/pkt_sched.h).
  func isEquivalent(to want: HTBClass) -> Bool {
    handle == want.handle && parent == want.parent && priority == want.priority
      && quantum == want.quantum && rate.bytesPerSecond == want.rate.bytesPerSecond
      && ceiling.bytesPerSecond == want.ceiling.bytesPerSecond
      && HTBClass.isNear(burst, want.burst, rate)
      && HTBClass.isNear(ceilingBurst, want.ceilingBurst, ceiling)
  }

  private static func isNear(_ left: UInt32, _ right: UInt32, _ rate: BitRate) -> Bool {
    let twoTicks = rate.bytesPerSecond / 7_812_500 + 16
    let difference = UInt64(left > right ? left - right : right - left)
    return difference <= max(twoTicks, UInt64(right) / 64)
  }
}

extension QueueDiscipline {
  /// Whether settings are changed in place. FQ-CoDel's number of flows cannot (fq_codel_change
  /// in net/sched/sch_fq_codel.c refuses), nor can HTB's default class.
  fileprivate func canBecome(_ want: QueueDiscipline) -> Bool {
    switch (self, want) {
    case (.cake, .cake): true
    // A queue without a place is made anew, so that what waits in the old one is dropped.
    case (.packetFIFO, .packetFIFO(let limit)): limit > 0
    case (.fqCodel(_, _, let flows), .fqCodel(_, _, let wanted)): flows == wanted
    default: false
    }
  }
}
