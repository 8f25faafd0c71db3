import EdgeControl
import EdgeTypes
import Testing

@Suite struct PoolClientTests {
  @Test func freshPool_isPolledDiscoveredAndMined() throws {
    let world = MinerWorld()
    let chain = FakeChain()
    #expect(world.fetches.count == 1)
    #expect(world.core.plan(at: world.now).obstacle == .noPool)
    var asked: [String] = []
    world.answerFetches {
      asked.append(String(decoding: $0.url.bytes, as: UTF8.self))
      return chain.answer($0)
    }
    // config.json, then the tip and six more (packetcrypt.md 14.2).
    #expect(asked.count == 8)
    #expect(asked[1] == "http://pool.example/blkinfo_\(chain.hex(1000)).json")
    let plan = world.core.plan(at: world.now)
    #expect(plan.threads == 2)
    #expect(plan.work?.parentHeight == 998)
    #expect(plan.work?.parentHash == chain.hash(998).reversed())
    #expect(plan.work?.target == 537_919_487)
    #expect(world.pool.state == .working)
    #expect(world.pool.height == 1000)
    #expect(world.report.tipHeight == 1000)
  }

  @Test func sampleOfTheSpecification_isFollowed() throws {
    let world = MinerWorld(["http://pool.example/master"])
    var chain = FakeChain()
    chain.tip = 1_500_000
    world.answerFetches { chain.answer($0) }
    #expect(world.core.plan(at: world.now).work?.parentHeight == 1_499_998)
  }

  @Test func polls_areFiveSecondsApart_orAsTheCacheHeaderSays() {
    let world = MinerWorld()
    let chain = FakeChain()
    world.answerFetches { chain.answer($0) }
    let before = world.fetchCount
    world.pass(seconds: 60) { chain.answer($0) }
    #expect((11...12).contains(world.fetchCount - before))
    world.pass(seconds: 60) { _ in
      .answered(
        FetchAnswer(status: 200, body: chain.config, cacheControl: Array("max-age=20".utf8)))
    }
    #expect(world.fetchCount - before <= 17)
  }

  @Test func etag_isSentBack_andNotModifiedKeepsTheConfig() {
    let world = MinerWorld()
    let chain = FakeChain()
    world.answerFetches { fetch in
      if fetch.url.target == Array("/config.json".utf8) {
        return .answered(FetchAnswer(status: 200, body: chain.config, etag: Array("\"7\"".utf8)))
      }
      return chain.answer(fetch)
    }
    var sent: [[UInt8]] = []
    world.pass(seconds: 11) { fetch in
      sent += fetch.headers.filter { $0.name.description == "if-none-match" }.map(\.value)
      return .answered(FetchAnswer(status: 304))
    }
    #expect(sent.count == 2)
    #expect(sent.first == Array("\"7\"".utf8))
    #expect(world.pool.state == .working)
  }

  @Test func unreachablePool_isRetriedLessAndLess_andIsNoPool() {
    let world = MinerWorld()
    world.pass(seconds: 3600) { _ in .failed("connection refused") }
    #expect((15...60).contains(world.fetchCount), "\(world.fetchCount)")
    #expect(world.pool.state == .backingOff)
    #expect(world.core.plan(at: world.now).obstacle == .noPool)
    #expect(world.lastError == "config.json: connection refused")
    world.pass(seconds: 301) { FakeChain().answer($0) }
    #expect(world.pool.state == .working)
  }

  @Test func nonsense_disablesThePool_andAGoodAnswerHealsIt() {
    let world = MinerWorld()
    world.pass(seconds: 60) { _ in .answered(FetchAnswer(status: 200, body: Array("<html>".utf8))) }
    #expect(world.pool.state == .disabled)
    #expect(world.lastError.contains("not JSON"))
    #expect(world.logs.contains { $0.contains("disabled") })
    world.pass(seconds: 3600) { _ in .nonsense("longer than 65536 bytes") }
    #expect(world.fetchCount < 30, "\(world.fetchCount)")
    world.pass(seconds: 901) { FakeChain().answer($0) }
    #expect(world.pool.state == .working)
  }

  @Test func redirect_isFollowedTwiceAndOnlyWhereThePoolMaySendUs() {
    func world(after locations: [String]) -> MinerWorld {
      let world = MinerWorld()
      var left = locations
      world.answerFetches { fetch in
        guard !left.isEmpty else { return FakeChain().answer(fetch) }
        return .answered(FetchAnswer(status: 302, location: Array(left.removeFirst().utf8)))
      }
      return world
    }
    let twice = ["http://a.example/config.json", "http://b.example/config.json"]
    #expect(world(after: twice).pool.state == .working)
    #expect(world(after: twice + twice).lastError.contains("more than 2 times"))
    let bad = [
      "file:///etc/passwd", "https://a.example/", "http://127.0.0.1/config.json",
      "http://192.168.0.1/", "http://[::1]/", "http://user@a.example/", "",
    ]
    for location in bad {
      let world = world(after: [location])
      #expect(world.fetchCount == 1, "\(location)")
      #expect(world.lastError.contains("redirect"), "\(location) \(world.lastError)")
    }
  }

  @Test func failedBlockInfo_isRetriedUntilItComes() {
    let world = MinerWorld()
    let chain = FakeChain()
    let withoutBlocks = { (fetch: PoolFetch) -> FetchOutcome in
      fetch.url.target.starts(with: "/config".utf8)
        ? chain.answer(fetch) : .answered(FetchAnswer(status: 500))
    }
    world.pass(seconds: 30, withoutBlocks)
    #expect(world.pool.state == .backingOff)
    #expect(world.core.plan(at: world.now).work == nil)
    #expect(world.fetchCount < 30)
    world.pass(seconds: 60) { chain.answer($0) }
    #expect(world.pool.state == .working)
  }

  @Test func lyingBlockInfo_disablesThePool() {
    for kind in 0..<3 {
      let world = MinerWorld()
      let chain = FakeChain()
      world.pass(seconds: 120) { fetch in
        guard !fetch.url.target.starts(with: "/config".utf8) else { return chain.answer(fetch) }
        let body: [UInt8] =
          switch kind {
          case 0: chain.blockInfo(1000, saying: 999)
          case 1: chain.blockInfo(999)
          default: chain.blockInfo(1000, previous: chain.hash(1000))
          }
        return .answered(FetchAnswer(status: 200, body: body))
      }
      #expect(world.pool.state == .disabled, "\(kind)")
      #expect(world.lastError.contains("blkinfo"), "\(kind) \(world.lastError)")
      #expect(world.fetchCount < 60, "\(kind) \(world.fetchCount)")
      #expect(world.core.plan(at: world.now).work == nil)
    }
  }

  @Test func newBlock_costsOneBlockInfo() {
    let world = MinerWorld()
    var chain = FakeChain()
    world.answerFetches { chain.answer($0) }
    let before = world.fetchCount
    chain.tip = 1001
    world.pass(seconds: 5.5) { chain.answer($0) }
    #expect(world.fetchCount - before == 2)
    #expect(world.core.plan(at: world.now).work?.parentHeight == 999)
  }

  @Test func rollback_minesTheNewBranch() {
    let world = MinerWorld()
    var chain = FakeChain()
    world.answerFetches { chain.answer($0) }
    chain.forkHeight = 997
    chain.tip = 999
    world.pass(seconds: 6) { chain.answer($0) }
    let work = world.core.plan(at: world.now).work
    #expect(work?.parentHeight == 997)
    #expect(work?.parentHash == chain.hash(997).reversed())
    #expect(world.report.tipHeight == 999)
  }

  @Test func farJump_isNonsenseUntilTheBreakerForgets() {
    let world = MinerWorld()
    var chain = FakeChain()
    world.answerFetches { chain.answer($0) }
    chain.tip = 1_000_000
    world.pass(seconds: 20) { chain.answer($0) }
    #expect(world.pool.state == .disabled)
    #expect(world.lastError.contains("expected near 1001"))
    world.pass(seconds: 40) { chain.answer($0) }
    #expect(world.pool.state == .working)
    #expect(world.report.tipHeight == 1_000_000)
  }

  @Test func unusableConfig_stopsMiningAtOnce() {
    let world = MinerWorld()
    var chain = FakeChain()
    world.answerFetches { chain.answer($0) }
    #expect(world.core.plan(at: world.now).threads == 2)
    chain.extra["annTarget"] = "0"
    world.pass(seconds: 6) { chain.answer($0) }
    let plan = world.core.plan(at: world.now)
    #expect(plan.threads == 0)
    #expect(plan.obstacle == .noPool)
    #expect(world.pool.state == .disabled)
    #expect(world.lastError.contains("annTarget 0"))
  }

  @Test func tipThatDoesNotMove_isStaleAfterTenMinutes() {
    let world = MinerWorld()
    var chain = FakeChain()
    world.pass(seconds: 595) { chain.answer($0) }
    #expect(world.core.plan(at: world.now).obstacle == .none)
    world.pass(seconds: 10) { chain.answer($0) }
    #expect(world.core.plan(at: world.now).obstacle == .staleTip)
    #expect(world.core.plan(at: world.now).threads == 0)
    #expect(world.report.tipAgeSeconds >= 600)
    chain.tip = 1001
    world.pass(seconds: 6) { chain.answer($0) }
    #expect(world.core.plan(at: world.now).obstacle == .none)
    #expect(world.report.tipAgeSeconds < 10)
  }

  @Test func networkDown_asksNothing_andComesBackAtOnce() {
    let world = MinerWorld()
    let chain = FakeChain()
    world.answerFetches { chain.answer($0) }
    world.pass(seconds: 200) { _ in .failed("timed out") }
    var orders = MinerOrders()
    (orders.hashing, orders.threads, orders.networkUp) = (true, 2, false)
    orders.pools = [Array("http://pool.example".utf8)]
    world.core.apply(orders, at: world.now)
    let before = world.fetchCount
    world.pass(seconds: 100) { chain.answer($0) }
    #expect(world.fetchCount == before)
    #expect(world.core.plan(at: world.now).threads == 0)
    orders.networkUp = true
    world.core.apply(orders, at: world.now)
    world.collect()
    world.answerFetches { chain.answer($0) }
    #expect(world.core.plan(at: world.now).threads == 2)
  }

  @Test func primaryInTrouble_handsOverAfterAMinute_andTakesBack() {
    let world = MinerWorld(["http://one.example", "http://two.example"])
    let one = FakeChain()
    var two = FakeChain()
    two.tip = 2000
    var isOneUp = true
    let answer = { (fetch: PoolFetch) -> FetchOutcome in
      guard fetch.url.host == Array("one.example".utf8) else { return two.answer(fetch) }
      return isOneUp ? one.answer(fetch) : .failed("reset")
    }
    world.answerFetches(answer)
    #expect(world.core.plan(at: world.now).work?.parentHeight == 998)
    isOneUp = false
    world.pass(seconds: 50, answer)
    #expect(world.core.plan(at: world.now).work?.parentHeight == 998)
    world.pass(seconds: 30, answer)
    #expect(world.core.plan(at: world.now).work?.parentHeight == 1998)
    isOneUp = true
    world.pass(seconds: 301, answer)
    #expect(world.core.plan(at: world.now).work?.parentHeight == 998)
  }

  @Test func httpsPool_isReportedAsUnusable() {
    let world = MinerWorld(["https://pool.example", "http://two.example"])
    world.answerFetches { FakeChain().answer($0) }
    let broken = world.report.pools.first { $0.state == .disabled }
    #expect(broken?.url == Array("https://pool.example".utf8))
    #expect(world.core.plan(at: world.now).threads == 2)
  }
}
