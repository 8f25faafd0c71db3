import EdgeConfig
import EdgeControl
import EdgeTypes
import NetModel
import Testing

/// What the plan makes of the kernel and of the memory that there is.
@Suite struct PlanKernelTests {
  private func plan(
    memory: UInt64? = 1 << 30, leases: Int = 0, _ change: (inout TrafficFeatures) -> Void = { _ in }
  ) -> TrafficPlan {
    var facts = PlanFixture.facts(memory: memory)
    change(&facts.features)
    var config = PlanFixture.config()
    config.leases = (0..<leases).map { PlanFixture.lease(UInt32($0), nil) }
    return PlanFixture.plan(config, facts)
  }

  @Test func everything_givesCakeToClassesAndFQCoDelToLeases() throws {
    let plan = plan(leases: 1)
    let wan = try #require(plan.wan)
    for minor in [ClassID.owner, ClassID.guestRest, ClassID.miner] {
      #expect(wan.leaf(minor)?.kind == "cake")
    }
    #expect(wan.leaf(ClassID(lease: 0))?.kind == "fq_codel")
    #expect(wan.leaf(ClassID.guests) == nil)
    #expect(plan.hasNote(.choice, "queues: cake"))
  }

  @Test func littleOrUnknownMemory_getsNoCake() throws {
    for memory in [UInt64(64 << 20), nil] {
      let plan = plan(memory: memory)
      #expect(plan.wan?.leaf(ClassID.owner)?.kind == "fq_codel")
      #expect(plan.hasNote(.choice, memory == nil ? "nobody knows" : "needs 128 MiB"))
    }
  }

  @Test func plainKernel_getsShortQueues_andSaysWhatIsLost() throws {
    let plan = plan { ($0.cake, $0.fqCodel) = (false, false) }
    #expect(plan.wan?.leaf(ClassID.owner) == .packetFIFO(limit: 66))
    #expect(plan.hasNote(.loss, "no fq_codel"))
    #expect(plan.isUseful)
  }

  @Test(arguments: [UInt64(32 << 20), 64 << 20, 128 << 20, 1 << 30])
  func queuesTogether_holdAtMost2PercentOfTheMemory(_ memory: UInt64) {
    for leases in [0, 3, 64] {
      for (cake, fqCodel) in [(true, true), (false, true), (false, false)] {
        let plan = plan(memory: memory, leases: leases) {
          ($0.cake, $0.fqCodel) = (cake, fqCodel)
        }
        let sum = plan.interfaces.flatMap(\.qdiscs).reduce(UInt64(0)) { sum, qdisc in
          switch qdisc.discipline {
          case .cake(let limit, _), .fqCodel(_, let limit, _): sum + UInt64(limit)
          // Two frames fit into every queue, however small the machine.
          case .packetFIFO(let limit): limit > 2 ? sum + UInt64(limit) * 2304 : sum
          default: sum
          }
        }
        #expect(sum <= memory / 50)
        #expect(sum > 0)
      }
    }
  }

  @Test func handlesOfQueues_areThoseOfTheirClasses() {
    for interface in plan(leases: 2).interfaces {
      let leaves = interface.qdiscs.filter { $0.parent != .root && $0.parent != .ingress }
      #expect(leaves.count == 5)
      for leaf in leaves { #expect(leaf.handle == TrafficHandle(0x1000 + leaf.parent.minor)) }
    }
  }

  @Test(arguments: ["ifb", "u32", "mirred"])
  func kernelThatCannotRedirect_shapesUploadsOnly(_ name: String) {
    let plan = plan {
      if name == "ifb" { $0.ifb = false }
      if name == "u32" { $0.u32 = false }
      if name == "mirred" { $0.mirred = false }
    }
    #expect(plan.ifb == nil)
    #expect(plan.interfaces.map(\.device) == [PlanFixture.wan])
    #expect(plan.wan?.filters.contains { $0.parent == .ingressQdisc } == false)
    #expect(plan.wan?.qdiscs.contains { $0.parent == .ingress } == false)
    #expect(plan.hasNote(.loss, "the download is not shaped: this kernel has no"))
    #expect(plan.hasNote(.loss, name))
    #expect(plan.isUseful)
  }

  @Test func kernelWithoutHTB_isUsefulOnlyWhereItCanCount() {
    let counting = plan { $0.htb = false }
    #expect(counting.interfaces.isEmpty)
    #expect(counting.rules != nil)
    #expect(counting.isUseful)
    #expect(counting.hasNote(.loss, "no HTB"))
    let nothing = plan { ($0.htb, $0.nftables) = (false, false) }
    #expect(nothing.rules == nil)
    #expect(!nothing.isUseful)
  }

  private func rules(
    _ allowance: ClassAllowance, upload: Double?, download: Double?
  ) -> (stops: Bool?, says: Bool) {
    var facts = PlanFixture.facts()
    facts.allowances[.guest] = allowance
    let plan = PlanFixture.plan(PlanFixture.config(upload: upload, download: download), facts)
    return (plan.rules?.stopsGuests, plan.hasNote(.loss, "guests are stopped where"))
  }

  @Test func guestsWithoutAllowance_areStoppedByRules_whateverIsShaped() {
    for (upload, download): (Double?, Double?) in [(20, 100), (20, nil), (nil, 100), (nil, nil)] {
      #expect(rules(.stopped, upload: upload, download: download) == (true, false))
    }
    #expect(rules(.full, upload: 20, download: 100) == (false, false))
    #expect(rules(.full, upload: nil, download: nil) == (nil, false))
  }

  @Test func guestsToBeSlowed_areStoppedWhereTheLineIsNotShapedBothWays() {
    let slow = ClassAllowance.throttled(PlanFixture.mbit(0.064))
    #expect(rules(slow, upload: 20, download: 100) == (false, false))
    for (upload, download): (Double?, Double?) in [(20, nil), (nil, 100), (nil, nil)] {
      #expect(rules(slow, upload: upload, download: download) == (true, true))
    }
  }

  @Test func rules_nameEverybodysClass() throws {
    let rules = try #require(plan(leases: 2).rules)
    #expect(rules.minerUser == 990)
    #expect(rules.minerClass == TrafficHandle(0xED0, 0x30))
    #expect(rules.guestClass == TrafficHandle(0xED0, 0x21))
    #expect(rules.guestDevice == Array("br-guest".utf8))
    #expect(rules.leases.map(\.guestClass) == [0x100, 0x101].map { TrafficHandle(0xED0, $0) })
    #expect(rules.marksConnections)
    #expect(plan { $0.ctinfo = false }.rules?.marksConnections == false)
  }

  @Test func marks_areReadBackOnlyWhereTheKernelCan() throws {
    let with = try #require(plan().download)
    let mark = ConnectionMark.ours | 0x30
    #expect(with.filters.first?.match == .mark(mark, mask: ConnectionMark.mask))
    #expect(with.filters.first?.action == .classify(TrafficHandle(0xED1, 0x30)))
    let without = plan { $0.ctinfo = false }
    #expect(without.hasNote(.loss, "act_ctinfo"))
    let filters = try #require(without.download).filters
    let guests = PacketMatch.ipv4Destination(IPv4Address(bits: 0x0A4D_0000), prefixLength: 24)
    #expect(filters.contains { $0.match == guests })
    #expect(!filters.contains { if case .mark = $0.match { true } else { false } })
    #expect(Set(filters.map(\.preference)).count == filters.count)
  }

  @Test func longDeviceName_isCutForItsIFB() {
    #expect(TrafficPlan.ifb(of: Array("enp0s31f6u1u2".utf8)) == Array("ep-enp0s31f6u1u".utf8))
  }

  @Test func text_isWhatAnEngineerKnows() {
    let text = String(decoding: plan(leases: 1).text.bytes, as: UTF8.self)
    for line in [
      "ip link add ep-eth0 type ifb\n",
      "tc qdisc add dev eth0 root handle ed0: htb default 0x10\n",
      "tc class add dev eth0 parent ed0:1 classid ed0:10 htb rate 19772kbit ceil 20mbit burst 4942b",
      "tc qdisc add dev eth0 parent ed0:10 handle 1010: cake unlimited besteffort dual-srchost nat ",
      "ed1:21 handle 1021: cake unlimited besteffort dual-dsthost nat ",
      "tc filter add dev eth0 parent ffff: pref 3792 protocol all u32 match u32 0 0 "
        + "action ctinfo cpmark 0xff00ffff pipe action mirred egress redirect dev ep-eth0\n",
      "protocol all handle 0xed000030/0xff00ffff fw classid ed1:30\n",
      "oifname \"eth0\" meta skuid 990 counter name miner_up meta priority set ed0:30 ct mark set",
      "ip saddr 10.77.0.20 meta priority set ed0:100",
    ] {
      #expect(text.contains(line), "\(line) is not in\n\(text)")
    }
  }
}
