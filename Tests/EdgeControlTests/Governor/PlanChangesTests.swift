import EdgeConfig
import EdgeControl
import EdgeTypes
import NetModel
import Testing

/// The steps from what the kernel has to what it should have.
@Suite struct PlanChangesTests {
  private let plan = PlanFixture.plan()

  /// What the kernel has, changed at will.
  private func actual(
    _ device: [UInt8] = PlanFixture.wan, _ change: (inout InterfaceTraffic) -> Void
  ) -> [InterfaceTraffic] {
    plan.interfaces.map { interface in
      var interface = interface
      if interface.device == device { change(&interface) }
      return interface
    }
  }

  private func foreign(_ kind: String, _ handle: UInt16) -> Qdisc {
    Qdisc(
      parent: .root, handle: TrafficHandle(handle), discipline: .other(Array(kind.utf8)))
  }

  @Test func nothingThere_isMadeParentsFirst_theIFBBeforeTheRedirection() throws {
    let steps = PlanFixture.steps(plan, [], existing: [PlanFixture.wan])
    #expect(steps.conflicts.isEmpty)
    #expect(steps.changes.first == .addIFB(PlanFixture.ifb))
    let filter = try #require(plan.wan?.filters.first)
    #expect(steps.changes.last == .addFilter(device: PlanFixture.wan, filter))
    var made: [TrafficHandle] = [.root, .ingress]
    for case .addQdisc(PlanFixture.wan, let qdisc) in steps.changes {
      #expect(made.contains(qdisc.parent) || qdisc.parent.major == 0xED0)
      made.append(qdisc.handle)
    }
    for case .addClass(PlanFixture.wan, let one) in steps.changes {
      #expect(made.contains(one.parent))
      made.append(one.handle)
    }
  }

  @Test func equal_isNoStepAtAll() {
    let steps = PlanFixture.steps(plan, plan.interfaces)
    #expect(steps.changes.isEmpty)
    #expect(steps.conflicts.isEmpty)
  }

  @Test func kernelsRounding_isNoDifference() {
    let read = plan.interfaces.map { interface in
      var interface = interface
      for index in interface.classes.indices {
        interface.classes[index].burst -= 14
        interface.classes[index].ceilingBurst -= 3
        if interface.classes[index].parent.minor == 0 { interface.classes[index].parent = .root }
      }
      return interface
    }
    #expect(PlanFixture.steps(plan, read).changes.isEmpty)
  }

  @Test func changedRate_changesThatClassOnly() throws {
    let found = actual { $0.classes[1].rate = PlanFixture.mbit(3) }
    let want = try #require(plan.wan).classes[1]
    #expect(
      PlanFixture.steps(plan, found).changes
        == [.changeClass(device: PlanFixture.wan, want)])
  }

  @Test func loweredLine_isReachedAlthoughInnerClassesKeepTheirQuantum() throws {
    var facts = PlanFixture.facts()
    facts.lines.up = PlanFixture.mbit(5)
    let lowered = PlanFixture.plan(PlanFixture.config(), facts)
    let before = try #require(plan.wan)
    // What the kernel makes of it: only classes without others below take a new quantum.
    let read = lowered.interfaces.map { interface in
      var interface = interface
      for (index, old) in zip(interface.classes.indices, before.classes)
      where interface.device == PlanFixture.wan && [0x1, 0x20].contains(old.handle.minor) {
        interface.classes[index].quantum = old.quantum
      }
      return interface
    }
    #expect(read != lowered.interfaces)
    #expect(PlanFixture.steps(lowered, read).changes.isEmpty)
  }

  @Test func removedRoot_isMadeAgainWithAllThatWasInIt() throws {
    let automatic = Qdisc(
      parent: .root, handle: TrafficHandle(0), discipline: .other(Array("fq_codel".utf8)))
    let found = actual { interface in
      interface.qdiscs = [automatic] + interface.qdiscs.filter { $0.parent == .ingress }
      interface.classes = []
    }
    let steps = PlanFixture.steps(plan, found)
    let wan = try #require(plan.wan)
    #expect(steps.conflicts.isEmpty)
    let inside = wan.filters.filter { $0.parent != .ingressQdisc }
    #expect(steps.changes.count == wan.classes.count + wan.qdiscs.count - 1 + inside.count)
    #expect(steps.changes.first == .addQdisc(device: PlanFixture.wan, wan.qdiscs[0]))
    #expect(!steps.changes.contains { if case .deleteQdisc = $0 { true } else { false } })
  }

  @Test func foreignRoot_isNamedAndLeft_unlessTakenOver() throws {
    let other = foreign("tbf", 0x8001)
    let found = actual { interface in
      interface.qdiscs = [other] + interface.qdiscs.filter { $0.parent == .ingress }
      interface.classes = []
    }
    let polite = PlanFixture.steps(plan, found)
    #expect(polite.changes.isEmpty)
    #expect(polite.conflicts.count == 1)
    let text = String(decoding: polite.conflicts[0].bytes, as: UTF8.self)
    #expect(text.contains("tbf 8001:") && text.contains("take_over"))
    let rude = PlanFixture.steps(plan, found, takeOver: true)
    #expect(rude.conflicts.isEmpty)
    #expect(rude.changes.first == .deleteQdisc(device: PlanFixture.wan, other))
    let root = try #require(plan.wan).qdiscs[0]
    #expect(rude.changes.dropFirst().first == .addQdisc(device: PlanFixture.wan, root))
  }

  @Test func someoneElsesIngress_isNamedAndLeft_unlessTakenOver() throws {
    let found = actual {
      $0.filters.removeAll { $0.parent == .ingressQdisc }
      $0.foreignFilters = [49152]
    }
    let polite = PlanFixture.steps(plan, found)
    #expect(polite.changes.isEmpty)
    #expect(polite.conflicts.count == 1)
    let rude = PlanFixture.steps(plan, found, takeOver: true)
    let wan = try #require(plan.wan)
    let ingress = try #require(wan.qdiscs.last)
    #expect(
      rude.changes == [
        .deleteQdisc(device: PlanFixture.wan, ingress),
        .addQdisc(device: PlanFixture.wan, ingress),
        .addFilter(device: PlanFixture.wan, wan.filters[0]),
      ])
  }

  @Test func emptyIngress_isAdopted_butNotRemovedLater() throws {
    let found = actual { $0.filters.removeAll { $0.parent == .ingressQdisc } }
    let filter = try #require(plan.wan?.filters.first)
    #expect(
      PlanFixture.steps(plan, found).changes
        == [.addFilter(device: PlanFixture.wan, filter)])
    let uploadOnly = PlanFixture.plan(PlanFixture.config(download: nil))
    let wan = found.filter { $0.device == PlanFixture.wan }
    let removed = PlanFixture.steps(uploadOnly, wan).changes.filter {
      if case .deleteQdisc = $0 { true } else { false }
    }
    #expect(removed.isEmpty)
  }

  @Test func downloadNoLongerWanted_takesOursAway() throws {
    let uploadOnly = PlanFixture.plan(PlanFixture.config(download: nil))
    let steps = PlanFixture.steps(uploadOnly, plan.interfaces)
    let ingress = try #require(plan.wan?.qdiscs.last)
    #expect(steps.changes.contains(.deleteQdisc(device: PlanFixture.wan, ingress)))
    #expect(steps.changes.last == .deleteIFB(PlanFixture.ifb))
  }

  @Test func nothingWanted_leavesOthersAlone() {
    let nothing = TrafficPlan(config: Config(), inputs: PlanFixture.facts())
    var other = InterfaceTraffic(device: PlanFixture.wan)
    other.qdiscs = [foreign("htb", 1)]
    other.classes = [
      HTBClass(
        parent: TrafficHandle(1), handle: TrafficHandle(1, 1), rate: PlanFixture.mbit(1),
        ceiling: PlanFixture.mbit(1))
    ]
    other.foreignFilters = [10]
    #expect(PlanFixture.steps(nothing, [other]).changes.isEmpty)
  }

  @Test func deletedIFB_isMadeAgain_andTheRedirectionRenewed() throws {
    let wan = try #require(plan.wan)
    for isReadable in [true, false] {
      var broken = wan
      if isReadable {
        broken.filters[0].action = .redirect(device: [], restoringMark: nil)
      } else {
        (broken.filters, broken.foreignFilters) = ([], [0xED0])
      }
      let steps = PlanFixture.steps(plan, [broken], existing: [PlanFixture.wan])
      #expect(steps.conflicts.isEmpty)
      #expect(steps.changes.first == .addIFB(PlanFixture.ifb))
      #expect(
        Array(steps.changes.suffix(2)) == [
          .deleteFilter(device: PlanFixture.wan, isReadable ? broken.filters[0] : wan.filters[0]),
          .addFilter(device: PlanFixture.wan, wan.filters[0]),
        ])
    }
  }

  @Test func ifbThatIsDown_isSwitchedOn_andNothingElse() {
    let steps = PlanFixture.steps(plan, plan.interfaces, down: [PlanFixture.ifb])
    #expect(steps.changes == [.setUp(PlanFixture.ifb)])
    let wanDown = PlanFixture.steps(plan, plan.interfaces, down: [PlanFixture.wan])
    #expect(wanDown.changes.isEmpty)
  }

  @Test func ifbOfAnotherProgram_isNotDeleted() {
    var other = InterfaceTraffic(device: Array("ifb0".utf8))
    other.qdiscs = [foreign("htb", 0x1)]
    let steps = PlanFixture.steps(
      plan, plan.interfaces + [other], existing: [PlanFixture.wan, PlanFixture.ifb, other.device])
    #expect(steps.changes.isEmpty)
  }

  @Test func formerWAN_isCleared() {
    var old = InterfaceTraffic(device: Array("eth9".utf8))
    old.qdiscs = plan.wan?.qdiscs ?? []
    old.filters = plan.wan?.filters ?? []
    let steps = PlanFixture.steps(
      plan, plan.interfaces + [old], existing: [PlanFixture.wan, PlanFixture.ifb, old.device])
    let deleted = steps.changes.compactMap { change -> TrafficHandle? in
      guard case .deleteQdisc(old.device, let qdisc) = change else { return nil }
      return qdisc.parent
    }
    #expect(deleted == [.root, .ingress])
  }

  @Test func lostDevice_isNamed_andNothingIsTried() {
    let steps = PlanFixture.steps(plan, [], existing: [])
    #expect(steps.conflicts == ["there is no interface 'eth0'"])
    let touched = steps.changes.contains {
      if case .addFilter(PlanFixture.wan, _) = $0 { true } else { false }
    }
    #expect(!touched)
  }

  @Test func leaseGone_takesItsFiltersThenItsClass() throws {
    var config = PlanFixture.config()
    config.leases = [PlanFixture.lease(0, 2)]
    let before = PlanFixture.plan(config)
    let steps = PlanFixture.steps(plan, before.interfaces)
    let handle = TrafficHandle(0xED1, 0x100)
    let gone = try #require(
      steps.changes.firstIndex(of: .deleteClass(device: PlanFixture.ifb, handle)))
    let filters = try #require(before.download).filters.filter { $0.action == .classify(handle) }
    #expect(filters.count == 2)
    for filter in filters {
      let index = try #require(
        steps.changes.firstIndex(of: .deleteFilter(device: PlanFixture.ifb, filter)))
      #expect(index < gone)
    }
    let upload = TrafficHandle(0xED0, 0x100)
    #expect(steps.changes.contains(.deleteClass(device: PlanFixture.wan, upload)))
  }

  @Test func queueSettings_changeInPlaceWhereTheKernelCan() throws {
    let want = try #require(plan.wan).qdiscs[1]
    let limit = actual { $0.qdiscs[1].discipline = .cake(memoryLimit: 1) }
    #expect(
      PlanFixture.steps(plan, limit).changes == [.changeQdisc(device: PlanFixture.wan, want)])
    let kind = actual { $0.qdiscs[1].discipline = .packetFIFO(limit: 9) }
    let old = try #require(kind.last).qdiscs[1]
    #expect(
      PlanFixture.steps(plan, kind).changes == [
        .deleteQdisc(device: PlanFixture.wan, old), .addQdisc(device: PlanFixture.wan, want),
      ])
  }

  @Test func foreignQueueInOurClass_isNamedAndLeft() {
    let found = actual { interface in
      interface.qdiscs[1] = Qdisc(
        parent: interface.qdiscs[1].parent, handle: TrafficHandle(0x42),
        discipline: .other(Array("netem".utf8)))
    }
    let steps = PlanFixture.steps(plan, found)
    #expect(steps.changes.isEmpty)
    #expect(steps.conflicts.count == 1)
  }
}
