import EdgeConfig
import EdgeControl
import EdgeTypes
import NetModel
import Testing

/// Who gets what of the line.
@Suite struct PlanClassTests {
  @Test func emptyConfig_plansNothing_andThatIsFine() {
    let plan = TrafficPlan(config: Config(), inputs: PlanFixture.facts())
    #expect(plan.interfaces.isEmpty)
    #expect(plan.ifb == nil)
    #expect(plan.rules == nil)
    #expect(plan.isUseful)
  }

  @Test func defaults_giveTheOwnerAllButLittle() throws {
    let wan = try #require(PlanFixture.plan().wan)
    #expect(wan.qdiscs.first?.discipline == .htb(defaultMinor: 0x10))
    #expect(wan.qdiscs.first?.handle == TrafficHandle(0xED0))
    #expect(wan.rate(ClassID.line) == 20_000_000)
    #expect(wan.rate(ClassID.owner) == 19_780_000)
    #expect(wan.ceiling(ClassID.owner) == 20_000_000)
    #expect(wan.rate(ClassID.guests) == 20_000)
    #expect(wan.ceiling(ClassID.guests) == 10_000_000)
    #expect(wan.rate(ClassID.miner) == 200_000)
    #expect(wan.ceiling(ClassID.miner) == 20_000_000)
    let priorities = [ClassID.owner, ClassID.guestRest, ClassID.miner]
      .map { wan.oneClass($0)?.priority }
    #expect(priorities == [0, 3, 7])
  }

  @Test func downloads_haveTheSameTreeOnTheIFB() throws {
    let plan = PlanFixture.plan()
    let ifb = try #require(plan.download)
    #expect(plan.interfaces.first == ifb)
    #expect(ifb.rate(ClassID.line) == 100_000_000)
    #expect(ifb.rate(ClassID.miner) == 1_000_000)
    #expect(ifb.qdiscs.first?.handle == TrafficHandle(0xED1))
    let wan = try #require(plan.wan)
    #expect(wan.qdiscs.last?.discipline == .ingress)
    #expect(
      wan.filters.filter { $0.parent == .ingressQdisc }.map(\.action) == [
        .redirect(device: PlanFixture.ifb, restoringMark: ConnectionMark.mask)
      ])
  }

  @Test func neighbours_areAskedPastAllClasses_bothWays() throws {
    let plan = PlanFixture.plan()
    for (interface, major) in [(plan.wan, 0xED0 as UInt16), (plan.download, 0xED1)] {
      let direct = try #require(interface).filters.filter {
        $0.action == .classify(TrafficHandle(major))
      }
      #expect(direct.allSatisfy { $0.parent == TrafficHandle(major) })
      #expect(direct.map(\.match).contains(.addressResolution))
      var types: Set<UInt8> = []
      for case .neighbourDiscovery(let type, let mask) in direct.map(\.match) {
        types.formUnion((0...UInt8.max).filter { $0 & mask == type })
      }
      #expect(types == Set(132...137))
    }
  }

  @Test func sharesInTheConfig_areKept() throws {
    var config = PlanFixture.config()
    var guest = ClassConfig(.guest)
    (guest.guarantee, guest.ceiling) = (.percent(10), .percent(40))
    var miner = ClassConfig(.miner)
    (miner.guarantee, miner.ceiling) = (.rate(PlanFixture.mbit(0.5)), .rate(PlanFixture.mbit(4)))
    config.classes = [guest, miner]
    config.miner.uploadLimit = PlanFixture.mbit(1)
    let plan = PlanFixture.plan(config)
    let wan = try #require(plan.wan)
    #expect(wan.rate(ClassID.guests) == 2_000_000)
    #expect(wan.ceiling(ClassID.guestRest) == 8_000_000)
    #expect(wan.rate(ClassID.miner) == 500_000)
    #expect(wan.ceiling(ClassID.miner) == 1_000_000)
    #expect(wan.rate(ClassID.owner) == 17_500_000)
    #expect(plan.download?.ceiling(ClassID.miner) == 4_000_000)
  }

  @Test func leasesThatFillTheLine_getAtLeast99Percent() throws {
    var config = PlanFixture.config(upload: 10, download: 10)
    config.leases = [2, 3, 5].enumerated().map { PlanFixture.lease(UInt32($0), $1) }
    for interface in PlanFixture.plan(config).interfaces {
      for (index, wanted) in [2_000_000, 3_000_000, 5_000_000].enumerated() {
        let minor = ClassID(lease: index)
        let rate = try #require(interface.rate(minor))
        #expect(rate <= UInt64(wanted))
        #expect(rate >= UInt64(wanted) / 100 * 99)
        #expect(interface.oneClass(minor)?.parent.minor == ClassID.guests.minor)
      }
    }
  }

  @Test func ratesOfEachGuest_areTheCeilingsOfLeases() throws {
    var config = PlanFixture.config()
    config.guest.rateUp = PlanFixture.mbit(1)
    config.guest.rateDown = PlanFixture.mbit(5)
    config.leases = [PlanFixture.lease(0, nil), PlanFixture.lease(1, 2)]
    config.leases[1].ceiling = .rate(PlanFixture.mbit(3))
    let plan = PlanFixture.plan(config)
    #expect(plan.wan?.ceiling(ClassID(0x100)) == 1_000_000)
    #expect(plan.download?.ceiling(ClassID(0x100)) == 5_000_000)
    #expect(plan.wan?.ceiling(ClassID(0x101)) == 3_000_000)
  }

  @Test(arguments: [0.001, 0.05, 1, 10, 20, 940, 100_000])
  func anyLine_isNeverPromisedTwice(_ line: Double) throws {
    for count in [0, 1, 7, 64] {
      var config = PlanFixture.config(upload: line, download: line)
      config.leases = (0..<count).map { PlanFixture.lease(UInt32($0), 3) }
      var owner = ClassConfig(.owner)
      owner.guarantee = .percent(80)
      for classes in [[], [owner]] {
        config.classes = classes
        for allowance in [ClassAllowance.full, .throttled(PlanFixture.mbit(0.064)), .stopped] {
          var facts = PlanFixture.facts()
          (facts.allowances[.guest], facts.allowances[.miner]) = (allowance, allowance)
          for interface in TrafficPlan(config: config, inputs: facts).interfaces {
            expectSane(interface)
          }
        }
      }
    }
  }

  private func expectSane(_ interface: InterfaceTraffic) {
    let line = interface.rate(ClassID.line) ?? 0
    #expect(interface.guarantees(below: ClassID.line) <= line)
    let guests = interface.rate(ClassID.guests) ?? 0
    #expect(interface.guarantees(below: ClassID.guests) <= guests)
    for one in interface.classes {
      #expect(one.rate.bitsPerSecond >= 8)
      #expect(one.rate.bitsPerSecond % 8 == 0)
      #expect(one.rate <= one.ceiling)
      #expect(one.ceiling.bitsPerSecond <= line)
      #expect(one.burst >= 3028)
      #expect(one.quantum >= 1514)
    }
  }

  @Test func loweredLine_shrinksEverybody() throws {
    var config = PlanFixture.config(upload: 10, download: nil)
    config.leases = [PlanFixture.lease(0, 4), PlanFixture.lease(1, 4)]
    var facts = PlanFixture.facts()
    facts.lines.up = PlanFixture.mbit(4)
    let wan = try #require(PlanFixture.plan(config, facts).wan)
    #expect(wan.rate(ClassID.line) == 4_000_000)
    #expect(wan.rate(ClassID(0x100)) == wan.rate(ClassID(0x101)))
    #expect((1_900_000...2_000_000).contains(wan.rate(ClassID(0x100)) ?? 0))
  }

  @Test func stoppedClass_getsTheLeastThatHTBTakes_andAQueueWithoutAPlace() throws {
    var facts = PlanFixture.facts()
    (facts.allowances[.miner], facts.allowances[.guest]) = (.stopped, .stopped)
    var config = PlanFixture.config()
    config.leases = [PlanFixture.lease(0, 2)]
    for interface in PlanFixture.plan(config, facts).interfaces {
      #expect(interface.rate(ClassID.miner) == 8_000)
      #expect(interface.ceiling(ClassID.miner) == 8_000)
      #expect(interface.rate(ClassID.guests) == 8_000)
      #expect(interface.ceiling(ClassID.guests) == 8_000)
      #expect(interface.ceiling(ClassID(0x100)) == 8_000)
      for id in [ClassID.guestRest, ClassID(lease: 0), ClassID.miner] {
        let queue = interface.qdiscs.first { $0.parent.minor == id.minor }?.discipline
        #expect(queue == .packetFIFO(limit: 0))
      }
      let owner = interface.qdiscs.first { $0.parent.minor == ClassID.owner.minor }?.discipline
      #expect(owner != .packetFIFO(limit: 0))
    }
  }

  @Test func throttledClass_keepsItsGuaranteeBelowTheThrottle() throws {
    var facts = PlanFixture.facts()
    facts.allowances[.miner] = .throttled(PlanFixture.mbit(0.064))
    facts.allowances[.guest] = .throttled(PlanFixture.mbit(1))
    let wan = try #require(PlanFixture.plan(PlanFixture.config(), facts).wan)
    #expect(wan.rate(ClassID.miner) == 64_000)
    #expect(wan.ceiling(ClassID.miner) == 64_000)
    #expect(wan.rate(ClassID.guests) == 20_000)
    #expect(wan.ceiling(ClassID.guestRest) == 1_000_000)
  }
}
