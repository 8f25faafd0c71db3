import EdgeControl
import EdgeTypes
import Testing

/// A line of a given speed, a miner that is faster, and the core between them.
@Suite struct UploadBudgetTests {
  @Test(arguments: [(500_000, 1), (2_000_000, 1), (500_000, 2), (64_000, 1)] as [(UInt64, Int)])
  func fasterMiner_waitsForTheLine_andDropsNothing(_ limit: UInt64, _ poolCount: Int) {
    let urls = (0..<poolCount).map { "http://p\($0).example" }
    let world = MinerWorld(urls, limit: limit)
    var chain = FakeChain()
    world.answerFetches { chain.answer($0) }
    var credit = 0.0
    var sent = 0
    var idle = 0
    var hashed = 0
    var oldest = 0.0
    // 100 ms steps; the miner finds three times what the line carries.
    let perStep = Double(limit) / 8 / 1090 / 10
    for step in 0..<3000 {
      if step % 300 == 299 { chain.tip += 1 }
      if world.core.plan(at: world.now).threads > 0 {
        hashed += 1
        world.offer(max(1, Int(perStep * 3)))
      }
      credit += perStep
      while let next = world.uploads.first, credit >= Double(next.upload.announcements.count) {
        credit -= Double(next.upload.announcements.count)
        sent += next.upload.announcements.count
        world.answerUpload { MinerWorld.reply(accepted: $0.announcements.count) }
      }
      if world.uploads.isEmpty, step > 50 { idle += 1 }
      if world.uploads.isEmpty { credit = min(credit, perStep) }
      oldest = max(oldest, Double(world.report.queuedBytes) / 1024 / perStep / 10)
      world.pass(seconds: 0.1) { chain.answer($0) }
    }
    for pool in world.report.pools {
      #expect(pool.droppedOverflow == 0, "\(pool)")
      #expect(pool.droppedAged + pool.droppedStale <= pool.accepted / 100, "\(pool)")
    }
    // The line is busy, and the workers rest about two thirds of the time.
    #expect(idle < 30, "\(idle)")
    #expect(Double(sent) > perStep * 2900, "\(sent) of \(perStep * 3000)")
    #expect((800 / poolCount...1700).contains(hashed) || limit < 100_000, "\(hashed)")
    #expect(oldest < 6, "\(oldest)")
  }

  @Test func poolOnAnotherChain_doesNotKeepTheWorkersGoing() {
    let world = MinerWorld(["http://one.example", "http://two.example"], limit: 500_000)
    let one = FakeChain()
    var two = FakeChain()
    two.forkHeight = 0
    world.answerFetches {
      $0.url.host == Array("one.example".utf8) ? one.answer($0) : two.answer($0)
    }
    for _ in 0..<100 where world.core.plan(at: world.now).threads > 0 { world.offer(10) }
    #expect(world.core.plan(at: world.now).isWaiting)
    #expect(world.report.pools[0].queued < 200)
    #expect(world.report.pools[1].queued == 0)
    #expect(world.report.pools[1].droppedStale > 0)
  }

  @Test func batches_takeAtMostFiveSecondsOfTheLine() {
    for limit in [16_000, 500_000, 2_000_000, 100_000_000] as [UInt64] {
      let world = MinerWorld(limit: limit)
      world.answerFetches { FakeChain().answer($0) }
      world.offer(2000)
      let batch = world.uploads.first?.upload.announcements.count ?? 0
      #expect(batch > 0 && batch <= 1024)
      #expect(Double(batch) * 1090 * 8 <= Double(limit) * 5 || batch == 1, "\(limit) \(batch)")
    }
  }

  @Test func limitOfZero_sendsNothing() {
    let world = MinerWorld(limit: 0)
    #expect(world.fetchCount == 0)
    #expect(world.core.plan(at: world.now).threads == 0)
  }
}
