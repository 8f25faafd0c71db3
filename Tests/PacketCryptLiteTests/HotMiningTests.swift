import Testing

@testable import PacketCryptLite

@Suite struct HotMiningTests {
  @Test func announceVectors_areFound() throws {
    for vector in try HotVectors.load("announce") {
      let header = try #require(AnnouncementHeader(HotVectors.bytes(vector["header"])))
      guard header.contentType == 0 else { continue }
      let session = MiningSession(minerID: header.hardNonce)
      let expected = try #require(vector["announcements"] as? [[String: Any]])
        .map { HotVectors.bytes($0["announcement"]) }
      session.mine(
        MiningRequest(
          target: header.workBits.bits, parentHeight: header.parentHeight,
          parentHash: HotVectors.bytes(vector["parent_hash"]), signingKey: Array(header.signingKey))
      )
      let found = mine(session, until: { $0.count >= expected.count })
      for announcement in expected { #expect(found.contains(announcement)) }
    }
  }

  @Test func nonces_areAllTriedOnce_andThenTheHardNonceAdvances() {
    let plan = PlanBox(minerID: 9)
    let request = easyRequest(height: 5)
    #expect(plan.mine(request))
    var tried: [UInt32] = []
    var pieces = 0
    while let work = plan.claim() {
      if case .prepare(_, let hardNonce) = work, hardNonce != 9 {
        #expect(hardNonce == 10)
        break
      }
      if case .hash(let first, let count) = work { tried += first..<first + count }
      #expect(plan.finish(work, succeeded: true))
      pieces += 1
    }
    #expect(tried == Array(0...1023))
    #expect(pieces == 1 + 2048 + 1 + 2048 + 16)
  }

  @Test func failedProgram_advancesTheHardNonce() {
    let plan = PlanBox(minerID: .max)
    _ = plan.mine(easyRequest(height: 5))
    var seen: [UInt32] = []
    for _ in 0..<3 {
      guard case .prepare(let request, let hardNonce)? = plan.claim() else { break }
      seen.append(hardNonce)
      #expect(plan.finish(.prepare(request, hardNonce: hardNonce), succeeded: false) == false)
    }
    #expect(seen == [.max, 0, 1])
  }

  @Test func alternatingRequests_goOnWhereTheyWere() {
    var nonces = HardNonces(minerID: 100)
    let (a, b) = (easyRequest(height: 1), easyRequest(height: 2))
    var reorganised = a
    reorganised.parentHash[0] = 77
    let order = [a, a, b, a, b, reorganised].map { nonces.next(for: $0) }
    #expect(order == [100, 101, 100, 102, 101, 103])
  }

  @Test func identicalRequest_changesNothing_anUnusableOneStops() {
    let session = MiningSession(minerID: 1)
    #expect(session.mine(easyRequest(height: 5)))
    #expect(session.mine(easyRequest(height: 5)) == false)
    var impossible = easyRequest(height: 5)
    impossible.target = 0x2000_0000
    #expect(session.mine(impossible))
    #expect(session.claim() == nil)
    #expect(session.request == nil)
  }

  @Test func changeOfRequest_waitsForBusyWorkers_andDropsTheirResults() {
    let plan = PlanBox(minerID: 1)
    _ = plan.mine(easyRequest(height: 5))
    guard let prepare = plan.claim() else { return }
    #expect(plan.claim() == nil)
    #expect(plan.finish(prepare, succeeded: true))
    guard let first = plan.claim(), let second = plan.claim() else { return }
    #expect(plan.mine(easyRequest(height: 6)))
    #expect(plan.claim() == nil)
    #expect(plan.finish(first, succeeded: true) == false)
    #expect(plan.claim() == nil)
    #expect(plan.finish(second, succeeded: true) == false)
    #expect(plan.claim() == .prepare(easyRequest(height: 6), hardNonce: 1))
  }

  @Test func phases_waitForTheLastPiece() {
    let plan = PlanBox(minerID: 1)
    _ = plan.mine(easyRequest(height: 5))
    if let prepare = plan.claim() { _ = plan.finish(prepare, succeeded: true) }
    var claimed: [MiningWork] = []
    while let work = plan.claim() { claimed.append(work) }
    #expect(claimed.count == 2048)
    for work in claimed.dropLast() {
      #expect(plan.finish(work, succeeded: true))
      #expect(plan.claim() == nil)
    }
    if let last = claimed.last { #expect(plan.finish(last, succeeded: true)) }
    #expect(plan.claim() == .finishTree)
  }

  private func easyRequest(height: UInt32) -> MiningRequest {
    MiningRequest(
      target: 0x207F_FFFF, parentHeight: height, parentHash: [UInt8](repeating: 3, count: 32),
      signingKey: [UInt8](repeating: 0, count: 32))
  }

  private func mine(_ session: MiningSession, until isEnough: ([[UInt8]]) -> Bool) -> [[UInt8]] {
    var worker = MiningWorker()
    var found: [[UInt8]] = []
    while !isEnough(found), let work = session.claim() {
      found += session.report(work, session.perform(work, with: &worker))
    }
    return found
  }
}

/// A plan behind a reference, so that expectations may call what changes it.
private final class PlanBox {
  private var plan: MiningPlan
  init(minerID: UInt32) { plan = MiningPlan(minerID: minerID) }
  func mine(_ request: MiningRequest) -> Bool { plan.mine(request) }
  func claim() -> MiningWork? { plan.claim() }
  func finish(_ work: MiningWork, succeeded: Bool) -> Bool {
    plan.finish(work, succeeded: succeeded)
  }
}
