import EdgeConfig
import EdgeControl
import EdgeTypes
import NetModel
import Testing

/// What is said of traffic control after the kernel was asked.
@Suite struct TrafficOutcomeTests {
  private let plan = PlanFixture.plan()

  private func outcome(_ actual: [InterfaceTraffic]) -> TrafficOutcome {
    var outcome = TrafficOutcome()
    outcome.read(actual, plan: plan, wan: PlanFixture.wan)
    return outcome
  }

  @Test func everythingRead_isShaping_withTheKernelsRates() throws {
    var actual = plan.interfaces
    let wan = try #require(actual.firstIndex { $0.device == PlanFixture.wan })
    let line = try #require(actual[wan].classes.firstIndex { $0.handle.minor == 1 })
    actual[wan].classes[line].rate = PlanFixture.mbit(12)
    let status = TrafficStatus(plan, outcome(actual), changes: 7)
    #expect(status.state == .shaping)
    #expect(status.upload == PlanFixture.mbit(12))
    #expect(status.download == PlanFixture.mbit(100))
    #expect(status.changes == 7)
    #expect(status.notes == plan.notes.map(\.text.bytes))
  }

  @Test func redirectionMissing_isNoDownload() throws {
    var actual = plan.interfaces
    let wan = try #require(actual.firstIndex { $0.device == PlanFixture.wan })
    actual[wan].filters = []
    #expect(outcome(actual).download == nil)
    #expect(outcome(actual).upload == PlanFixture.mbit(20))
  }

  @Test func deviceMissing_isWaiting_whateverElse() {
    var lost = TrafficOutcome()
    (lost.hasDevice, lost.conflicts) = (false, ["there is no interface"])
    let status = TrafficStatus(plan, lost, changes: 0)
    #expect(status.state == .waiting)
    #expect(status.notes.isEmpty)
  }

  @Test func anotherProgram_isAConflict_andNamed() {
    var other = outcome([])
    other.conflicts = ["eth0 has a qdisc of another program"]
    let status = TrafficStatus(plan, other, changes: 0)
    #expect(status.state == .conflict)
    #expect(status.upload == nil)
    #expect(status.notes.last == Array("eth0 has a qdisc of another program".utf8))
  }

  @Test func refusalOrRest_isAFailure_evenBesideAConflict() {
    var refused = outcome(plan.interfaces)
    (refused.refusals, refused.conflicts) = (["no"], ["other"])
    #expect(TrafficStatus(plan, refused, changes: 0).state == .failed)
    var rest = outcome(plan.interfaces)
    rest.differences = ["tc class change dev eth0 classid ed0:1", "tc qdisc add dev eth0 root"]
    let status = TrafficStatus(plan, rest, changes: 0)
    #expect(status.state == .failed)
    let words = String(decoding: status.notes.last ?? [], as: UTF8.self)
    #expect(words.contains("classid ed0:1 is still to do, and 1 more"))
  }

  private func flowTable(_ devices: [String], isInHardware: Bool = false) -> FlowTable {
    FlowTable(
      table: Array("fw4".utf8), name: Array("ft".utf8), devices: devices.map { Array($0.utf8) },
      isInHardware: isInHardware)
  }

  private func notes(_ plan: TrafficPlan, _ flowTable: FlowTable) -> Int {
    var found = TrafficOutcome()
    found.flowTables = [flowTable]
    let status = TrafficStatus(plan, found, changes: 0)
    return status.notes.count { String(decoding: $0, as: UTF8.self).contains("flowtable ft of") }
  }

  @Test func flowTableOnTheWAN_isSaidWhereGuestsOrTheHardwareUseIt() {
    #expect(notes(plan, flowTable(["eth0", "lan1"])) == 1)
    #expect(notes(plan, flowTable(["eth1", "lan1"])) == 0)
    var alone = PlanFixture.config()
    alone.guest.device = nil
    #expect(notes(PlanFixture.plan(alone), flowTable(["eth0"])) == 0)
    #expect(notes(PlanFixture.plan(alone), flowTable(["eth0"], isInHardware: true)) == 1)
    var found = outcome(plan.interfaces)
    found.flowTables = [flowTable(["eth0"])]
    #expect(TrafficStatus(plan, found, changes: 0).state == .shaping)
  }

  @Test func noRates_isOff_butNoAbility_isAFailure() {
    let off = PlanFixture.plan(PlanFixture.config(upload: nil, download: nil))
    #expect(TrafficStatus(off, TrafficOutcome(), changes: 0).state == .off)
    #expect(off.rules == nil)
    var facts = PlanFixture.facts()
    facts.features.htb = false
    let unable = PlanFixture.plan(PlanFixture.config(), facts)
    #expect(TrafficStatus(unable, TrafficOutcome(), changes: 0).state == .failed)
  }

  @Test func capsWithoutRates_areCountedByRules() {
    var config = PlanFixture.config(upload: nil, download: nil)
    config.caps = [CapConfig(name: [], limit: ByteCount(1 << 20))]
    #expect(PlanFixture.plan(config).rules != nil)
  }

  @Test func change_readsAsTheCommandThatMakesIt() {
    let device = PlanFixture.wan
    let qdisc = Qdisc(
      parent: .root, handle: TrafficHandle(0xED0), discipline: .htb(defaultMinor: 0x10))
    #expect(
      TrafficChange.addQdisc(device: device, qdisc).text
        == "tc qdisc add dev eth0 root handle ed0: htb default 0x10")
    #expect(
      TrafficChange.deleteClass(device: device, TrafficHandle(0xED0, 0x30)).text
        == "tc class delete dev eth0 classid ed0:30")
    #expect(TrafficChange.deleteIFB(PlanFixture.ifb).text == "ip link delete ep-eth0")
  }
}
