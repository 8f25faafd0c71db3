import EdgeControl
import EdgeTypes
import Testing

@Suite struct PoolUploadTests {
  private func world(
    _ chain: FakeChain = FakeChain(), limit: UInt64? = nil, urls: [String] = ["http://pool.example"]
  ) -> MinerWorld {
    let world = MinerWorld(urls, limit: limit)
    world.answerFetches { chain.answer($0) }
    return world
  }

  @Test func batch_carriesWhatTheHandlerNeeds() throws {
    let world = world()
    world.offer(64)
    let upload = try #require(world.uploads.first?.upload)
    #expect(upload.url.bytes == Array("http://h0.example/submit".utf8))
    #expect(upload.announcements.count <= 64)
    let headers = upload.headers.map {
      ($0.name.description, String(decoding: $0.value, as: UTF8.self))
    }
    for expected in [
      ("x-pc-payto", "pkt1qowner"), ("x-pc-sver", "1"), ("x-pc-annver", "1"),
      ("x-pc-worknum", "999"),
    ] { #expect(headers.contains { $0 == expected }) }
  }

  @Test func smallBatch_waitsTenSeconds() {
    let world = world()
    world.offer(3)
    world.pass(seconds: 9) { FakeChain().answer($0) }
    #expect(world.uploads.isEmpty)
    world.pass(seconds: 2) { FakeChain().answer($0) }
    #expect(world.uploads.first?.upload.announcements.count == 3)
  }

  @Test func newParent_closesTheOlderBatch() {
    var chain = FakeChain()
    let world = world(chain)
    world.offer(3)
    chain.tip = 1001
    world.pass(seconds: 6) { chain.answer($0) }
    world.offer(1)
    #expect(world.uploads.count <= 2)
    let heights = world.uploads.map { $0.upload.announcements.map(\.parentHeight) }
    for batch in heights { #expect(Set(batch).count == 1) }
    world.pass(seconds: 1) { chain.answer($0) }
    #expect(world.uploads.reduce(0) { $0 + $1.upload.announcements.count } == 4)
  }

  @Test func handler_isChosenByDedupHash() {
    var chain = FakeChain()
    chain.handlers = (0..<3).map { "http://h\($0).example/submit" }
    let world = world(chain)
    world.offer(300)
    for (_, upload) in world.uploads {
      for announcement in upload.announcements {
        #expect(upload.url.bytes == Array(chain.handlers[Int(announcement.dedupHash % 3)].utf8))
      }
    }
    #expect(!world.uploads.isEmpty)
  }

  @Test func changedHandlerList_dealsOutAnew() {
    var chain = FakeChain()
    let world = world(chain)
    world.offer(20)
    chain.handlers = ["http://h1.example/submit", "http://h0.example/submit"]
    world.pass(seconds: 12) { chain.answer($0) }
    #expect(world.uploads.count == 2)
    for (_, upload) in world.uploads {
      let index = upload.url.bytes == Array(chain.handlers[0].utf8) ? 0 : 1
      #expect(upload.announcements.allSatisfy { Int($0.dedupHash % 2) == index })
    }
    #expect(world.pool.droppedOverflow + world.pool.droppedAged + world.pool.droppedStale == 0)
  }

  @Test func invalidHost_countsAsRejected_andIsNeverContacted() {
    var chain = FakeChain()
    chain.handlers = ["http://invalid/submit", "http://h0.example/submit"]
    let world = world(chain)
    world.offer(100)
    #expect(world.pool.rejected == 50)
    #expect(world.uploads.allSatisfy { $0.upload.url.host == Array("h0.example".utf8) })
  }

  @Test func fullQueue_dropsTheOldest_andSendsTheNewestFirst() {
    let world = world()
    world.offer(5000)
    let sent = world.uploads.flatMap { $0.upload.announcements.map(\.dedupHash) }
    #expect(world.pool.queued + world.pool.inFlight + world.pool.droppedOverflow == 5000)
    #expect(world.pool.queued <= 4096)
    #expect(world.pool.droppedOverflow >= 900)
    #expect(sent.contains(4999))
  }

  @Test func answers_areCountedHonestly() {
    let world = world()
    let outcomes: [(UploadOutcome, String)] = [
      (MinerWorld.reply(accepted: 30), "accepted"),
      (MinerWorld.reply(accepted: 0), "rejected"),
      (MinerWorld.refusal("overloaded"), "overloaded"),
      (MinerWorld.refusal("server not ready"), "lost"),
      (.failed("timed out"), "lost"),
    ]
    var expected: [String: UInt64] = [:]
    for (outcome, kind) in outcomes {
      world.offer(64)
      world.pass(seconds: 40) { FakeChain().answer($0) }
      while let next = world.uploads.first {
        let count = UInt64(next.upload.announcements.count)
        if kind == "accepted" {
          expected["accepted", default: 0] += min(30, count)
          expected["rejected", default: 0] += count - min(30, count)
        } else {
          expected[kind, default: 0] += count
        }
        world.answerUpload { _ in
          kind == "accepted" ? MinerWorld.reply(accepted: Int(min(30, count))) : outcome
        }
      }
      if expected.count > 3 { break }
    }
    #expect(world.pool.accepted == expected["accepted"])
    #expect(world.pool.rejected == expected["rejected"] ?? 0)
    #expect(world.pool.overloaded == expected["overloaded"] ?? 0)
    #expect(world.pool.lost == expected["lost"] ?? 0)
  }

  @Test func nonsenseReplies_areClampedAndDisable() {
    let cases: [(UploadOutcome, String, (PoolReport) -> Bool)] = [
      (MinerWorld.reply(accepted: 1_000_000), "accepted 1000000 of", { $0.accepted == 96 }),
      (MinerWorld.reply(accepted: 1, payTo: "pkt1qthief"), "payTo", { $0.rejected == 96 }),
      (
        MinerWorld.reply(accepted: 1, eventID: Array(repeating: 0x30, count: 32)), "eventId",
        { $0.lost == 96 }
      ),
      (.answered(body: Array("{}".utf8), expectedEventID: []), "warn: expected", { $0.lost == 96 }),
    ]
    for (outcome, reason, holds) in cases {
      let world = world()
      for _ in 0..<3 {
        world.offer(32)
        world.pass(seconds: 15) { FakeChain().answer($0) }
        world.answerUpload { _ in outcome }
      }
      #expect(holds(world.pool), "\(reason) \(world.pool)")
      #expect(world.pool.state == .disabled, "\(reason)")
      #expect(world.lastError.contains(reason), "\(world.lastError)")
      #expect(world.core.plan(at: world.now).threads == 0)
    }
  }

  @Test func poolThatRefusesEverything_isNoLongerFed_andProbedLater() {
    let world = world()
    var chain = FakeChain()
    let start = world.now
    let answer = { (fetch: PoolFetch) -> FetchOutcome in
      chain.tip = 1000 + Int32(world.now.since(start).wholeSeconds / 60)
      return chain.answer(fetch)
    }
    for _ in 0..<60 {
      if world.core.plan(at: world.now).threads > 0 { world.offer(32) }
      world.pass(seconds: 2, answer)
      world.answerUpload { _ in MinerWorld.reply(accepted: 0) }
    }
    #expect(world.pool.state == .disabled)
    #expect(world.lastError.contains("accepted over 5 minutes"), "\(world.lastError)")
    let refused = world.pool.rejected
    for _ in 0..<300 {
      if world.core.plan(at: world.now).threads > 0 { world.offer(32) }
      world.pass(seconds: 2, answer)
      world.answerUpload { _ in MinerWorld.reply(accepted: 0) }
    }
    #expect(world.pool.rejected - refused <= 32 * 8)
    for _ in 0..<600 where world.pool.state == .disabled {
      if world.core.plan(at: world.now).threads > 0 { world.offer(32) }
      world.pass(seconds: 2, answer)
      world.answerUpload { MinerWorld.reply(accepted: $0.announcements.count) }
    }
    #expect(world.pool.state == .working)
  }

  @Test func overloadedHandler_isAskedAtMostOnceASecond() {
    let world = world()
    var asked = 0
    for _ in 0..<600 {
      if world.core.plan(at: world.now).threads > 0 { world.offer(8) }
      world.pass(seconds: 0.1) { FakeChain().answer($0) }
      while !world.uploads.isEmpty {
        asked += 1
        world.answerUpload { _ in MinerWorld.refusal("overloaded") }
      }
    }
    #expect(asked <= 61, "\(asked)")
    #expect(world.pool.overloaded > 0)
  }

  @Test func twoPools_shareAnnouncements_andOneHangingDoesNotStopTheOther() {
    let world = MinerWorld(["http://one.example", "http://two.example"])
    var chain = FakeChain()
    let answer = { (fetch: PoolFetch) -> FetchOutcome in
      let host = String(decoding: fetch.url.host, as: UTF8.self)
      chain.handlers = ["http://\(host)/submit"]
      return chain.answer(fetch)
    }
    world.answerFetches(answer)
    var good: UInt64 = 0
    for _ in 0..<400 {
      if world.core.plan(at: world.now).threads > 0 { world.offer(8) }
      world.pass(seconds: 0.5, answer)
      // The first pool's uploads never come back.
      while let index = world.uploads.firstIndex(where: {
        $0.upload.url.host == Array("two.example".utf8)
      }) {
        let next = world.uploads.remove(at: index)
        good += UInt64(next.upload.announcements.count)
        world.core.uploaded(
          next.id, MinerWorld.reply(accepted: next.upload.announcements.count), at: world.now)
        world.collect()
      }
    }
    #expect(good > 3000, "\(good)")
  }

  @Test func tooOldAnnouncements_areDroppedWithAReason() {
    var chain = FakeChain()
    let world = world(chain)
    world.offer(5)
    chain.tip = 1010
    world.pass(seconds: 5.5) { chain.answer($0) }
    #expect(world.pool.droppedAged == 5)
    world.offer(2, height: 998)
    #expect(world.pool.droppedStale == 2)
  }

  @Test func finish_leavesNothingUncounted() {
    let world = world()
    world.offer(200)
    let inFlight = world.pool.inFlight
    #expect(inFlight > 0)
    world.core.stopStarting()
    world.answerUpload { MinerWorld.reply(accepted: $0.announcements.count) }
    world.core.finish()
    let pool = world.pool
    #expect(pool.inFlight == 0 && pool.queued == 0)
    #expect(pool.accepted + pool.lost + pool.droppedShutdown == 200)
  }

  @Test func removedPool_isReportedOnceMore_andGoesOnWhenItReturns() {
    let world = world(urls: ["http://one.example", "http://two.example"])
    world.offer(100)
    world.answerUpload { MinerWorld.reply(accepted: $0.announcements.count) }
    let before = world.report.pools.first { $0.url == Array("http://one.example".utf8) }
    var orders = MinerOrders()
    (orders.hashing, orders.threads) = (true, 2)
    orders.paymentAddress = Array("pkt1qowner".utf8)
    orders.pools = [Array("http://two.example".utf8)]
    world.core.apply(orders, at: world.now)
    #expect(world.report.pools.map(\.url).contains(Array("http://one.example".utf8)))
    #expect(world.report.pools.count == 1)
    orders.pools.append(Array("http://one.example".utf8))
    world.core.apply(orders, at: world.now)
    let after = world.report.pools.first { $0.url == Array("http://one.example".utf8) }
    #expect(after?.accepted == before?.accepted)
  }
}
