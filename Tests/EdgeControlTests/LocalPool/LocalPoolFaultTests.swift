import EdgeControl
import EdgeTypes
import JSON
import Testing

@Suite struct LocalPoolFaultTests {
  @Test func faults_haveUniqueNamesThatAreFoundAgain() {
    #expect(Set(Fault.allCases.map { Text($0.name) }).count == Fault.allCases.count)
    for fault in Fault.allCases {
      #expect(Fault.named(Text(fault.name).bytes) == fault)
      #expect(!Text(fault.explanation).bytes.isEmpty)
    }
    #expect(Fault.named(Array("unheard-of".utf8)) == nil)
  }

  @Test(arguments: Fault.allCases) func activeFault_changesSomeReply(fault: Fault) throws {
    let (good, bad) = (PoolFixture(), with(fault))
    var differs = false
    let info = "/blkinfo_\(try good.tipHash()).json"
    let previous = try #require(
      try good.json(info).member("header")?.member("previousblockhash")?.string)
    for path in ["/config.json", info, "/blkinfo_\(previous.utf8Text).json"] {
      let request = PoolRequest(
        method: Array("GET".utf8), path: Array(path.utf8), headers: [], body: [])
      differs = try differs || good.send(request) != bad.send(request)
    }
    let bits = fault == .acceptAll ? PoolFixture.target + 1 : PoolFixture.target
    let request = good.submit([announcement(parent: good.tip, bits: bits)])
    differs = try differs || good.send(request) != bad.send(request)
    if fault == .staleTip {
      bad.now += 600_000
      differs = try bad.json("/config.json").member("currentHeight")?.whole == 1_500_001
    }
    #expect(differs)
  }

  @Test(arguments: Fault.allCases) func faultBeforeAndAfterItsTime_isNotSeen(fault: Fault) throws {
    let good = PoolFixture()
    let bad = PoolFixture { settings in
      var plan = FaultPlan(fault)
      (plan.after, plan.duration) = (.seconds(10), .seconds(5))
      settings.faultPlan = plan
    }
    for second in [0, 9, 15, 100] as [UInt64] {
      (good.now, bad.now) = (PoolFixture.start + second * 1000, PoolFixture.start + second * 1000)
      #expect(try good.get("/config.json") == bad.get("/config.json"), "second \(second)")
    }
    #expect(try bad.stats("spoiled") == 0)
  }

  @Test func transportFault_spoilsOnlyItsPlace() throws {
    let fixture = PoolFixture { settings in
      var plan = FaultPlan(.reset)
      plan.place = .submit
      settings.faultPlan = plan
    }
    #expect(try fixture.get("/config.json").status == 200)
    #expect(try fixture.send(fixture.submit([])) == .reset)
    #expect(try fixture.stats("spoiled") == 1)
  }

  @Test func acceptAll_acceptsWhatIsNotValid() throws {
    let fixture = with(.acceptAll, check: { _, _ in .inval })
    let reply = try result(of: fixture.document(fixture.submit([announcement(parent: 1)])))
    #expect(reply.member("accepted")?.whole == 1)
  }

  @Test func faultyResult_isStillChecked() throws {
    let fixture = with(.acceptedTooMany, check: { _, _ in .inval })
    let request = fixture.submit([announcement(parent: fixture.tip)])
    try expect(fixture.document(request), refusedFor: "check_ann() -> INVAL")
  }

  @Test func rollback_showsLowerBlocks_whichHandlersRefuse() throws {
    let fixture = with(.heightRollback)
    let info = try fixture.json("/blkinfo_\(try fixture.tipHash()).json")
    #expect(info.member("header")?.member("height")?.whole == 1_499_900)
  }

  @Test func movingHandler_isFoundOnlyAtItsNewestAddress() throws {
    let fixture = with(.handlerMoves)
    var paths: [String] = []
    for _ in 0..<2 {
      let config = try fixture.json("/config.json")
      let url = try #require(config.member("submitAnnUrls")?.element(0)?.string).utf8Text
      paths.append(String(url.dropFirst("http://127.0.0.1:9".count)))
    }
    let batch = [announcement(parent: fixture.tip)]
    #expect(try fixture.document(fixture.submit(batch, path: paths[0])).status == 404)
    #expect(try fixture.document(fixture.submit(batch, path: paths[1])).status == 200)
  }

  @Test func bigReplies_areStreamedFromASmallUnit() throws {
    let fixture = with(.hugeJSON)
    let request = PoolRequest(
      method: Array("GET".utf8), path: Array("/config.json".utf8), headers: [], body: [])
    guard case .stream(_, let unit, let total) = try fixture.send(request) else {
      throw Unanswered()
    }
    #expect(unit.count < 20_000)
    #expect(total == 100_000_000)
  }

  private func with(
    _ fault: Fault, check: @escaping ([UInt8], [UInt8]) -> ProofCheck = { _, _ in .ok }
  ) -> PoolFixture {
    PoolFixture({ $0.faultPlan = FaultPlan(fault) }, check: check)
  }
}
