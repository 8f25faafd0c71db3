import EdgeConfig
import EdgeControl
import EdgeTypes
import NetModel

/// Configs and facts for the planner's tests, and how to find things in a plan.
enum PlanFixture {
  static let wan = Array("eth0".utf8)
  static let ifb = Array("ep-eth0".utf8)

  static func mbit(_ number: Double) -> BitRate { BitRate(bitsPerSecond: UInt64(number * 1e6)) }

  static func config(upload: Double? = 20, download: Double? = 100) -> Config {
    var config = Config()
    config.wan.device = wan
    config.wan.upload = upload.map(mbit)
    config.wan.download = download.map(mbit)
    config.miner.enabled = true
    config.guest.device = Array("br-guest".utf8)
    return config
  }

  static func lease(_ index: UInt32, _ guarantee: Double?) -> LeaseConfig {
    var lease = LeaseConfig(name: Array("lease\(index)".utf8))
    lease.address = IPv4Address(bits: 0x0A4D_0014 + index)
    lease.guarantee = guarantee.map { .rate(mbit($0)) }
    return lease
  }

  static func facts(memory: UInt64? = 1 << 30) -> PlanInputs {
    var facts = PlanInputs()
    facts.features = .all
    facts.memoryBytes = memory
    facts.minerUser = 990
    return facts
  }

  static func plan(_ config: Config = config(), _ facts: PlanInputs = facts()) -> TrafficPlan {
    TrafficPlan(config: config, inputs: facts)
  }

  /// The steps from what is to `plan`; both devices exist unless told.
  static func steps(
    _ plan: TrafficPlan, _ actual: [InterfaceTraffic], existing: [[UInt8]] = [wan, ifb],
    down: [[UInt8]] = [], takeOver: Bool = false
  ) -> (changes: [TrafficChange], conflicts: [Text]) {
    let devices = existing.map { TrafficDevice(name: $0, isUp: !down.contains($0)) }
    return changes(desired: plan, actual: actual, existing: devices, takeOver: takeOver)
  }
}

extension TrafficPlan {
  /// The upload's traffic on the WAN.
  var wan: InterfaceTraffic? { interfaces.first { $0.device == PlanFixture.wan } }
  var download: InterfaceTraffic? { interfaces.first { $0.device == PlanFixture.ifb } }

  func hasNote(_ kind: PlanNote.Kind, _ part: String) -> Bool {
    notes.contains { note in
      note.kind == kind && String(decoding: note.text.bytes, as: UTF8.self).contains(part)
    }
  }
}

extension InterfaceTraffic {
  func oneClass(_ id: ClassID) -> HTBClass? { classes.first { $0.handle.minor == id.minor } }

  func rate(_ id: ClassID) -> UInt64? { oneClass(id)?.rate.bitsPerSecond }

  func ceiling(_ id: ClassID) -> UInt64? { oneClass(id)?.ceiling.bitsPerSecond }

  /// The queue of the class.
  func leaf(_ id: ClassID) -> QueueDiscipline? {
    qdiscs.first { $0.parent.minor == id.minor && $0.parent.major < 0xFF00 }?.discipline
  }

  /// The guarantees of classes below `parent`.
  func guarantees(below parent: ClassID) -> UInt64 {
    classes.filter { $0.parent.minor == parent.minor }.reduce(0) { $0 + $1.rate.bitsPerSecond }
  }
}
