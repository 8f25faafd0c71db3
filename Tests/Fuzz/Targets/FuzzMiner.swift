import EdgeControl
import EdgeTypes

/// A whole conversation between the miner's decisions and two pools that answer at will.
///
/// The input is a list of events: a byte that says which, a byte for a length, and that many bytes
/// of an answer.
func fuzzMiner(_ bytes: [UInt8]) {
  var talk = PoolTalk()
  var reader = ByteReader(bytes)
  while let event = reader.readByte(), let length = reader.readByte() {
    let count = event & 0x80 == 0 ? Int(length) : Int(length) * 8
    talk.step(event & 0x7F, Array(reader.readBytes(min(count, reader.remaining)) ?? []))
  }
  talk.finish()
}

private struct PoolTalk {
  private var core = MinerCore(seed: 1)
  private var now = Instant(microseconds: 1_000_000)
  private var fetches: [RequestID] = []
  private var uploads: [RequestID] = []

  init() {
    var orders = MinerOrders()
    (orders.hashing, orders.threads) = (true, 1)
    orders.paymentAddress = Array("pkt1qexample".utf8)
    orders.pools = ["http://a.example", "http://b.example:8080/m"].map { Array($0.utf8) }
    core.apply(orders, at: now)
    collect()
  }

  mutating func step(_ event: UInt8, _ body: [UInt8]) {
    switch event % 8 {
    case 0: now = now.advanced(by: .milliseconds(UInt64(body.count) * 100))
    case 1: answer(.answered(FetchAnswer(status: 200, body: body)))
    case 2: answer(.answered(FetchAnswer(status: 200, body: body, cacheControl: body, etag: body)))
    case 3: answer(.answered(FetchAnswer(status: 302, location: body)))
    case 4: answer(.failed(Text(body.prefix(20))))
    case 5: answer(.nonsense(Text(body.prefix(20))))
    case 6:
      if let id = uploads.popLast() {
        core.uploaded(id, .answered(body: body, expectedEventID: Array(body.prefix(32))), at: now)
      }
    default:
      core.offer(
        body + [UInt8](repeating: 0, count: max(0, 1024 - body.count)), dedupHash: 7, at: now)
    }
    core.tick(at: now)
    let plan = core.plan(at: now)
    require((0...1).contains(plan.threads), "as many threads as ordered")
    collect()
  }

  private mutating func answer(_ outcome: FetchOutcome) {
    guard !fetches.isEmpty else { return }
    core.fetched(fetches.removeFirst(), outcome, at: now)
  }

  private mutating func collect() {
    for effect in core.takeEffects() {
      switch effect {
      case .fetch(let id, let fetch):
        require(fetch.rule.allows(fetch.url), "a permitted URL")
        fetches.append(id)
      case .upload(let id, let upload):
        require((1...1024).contains(upload.announcements.count), "a batch")
        uploads.append(id)
      case .cancel(let id):
        fetches.removeAll { $0 == id }
        uploads.removeAll { $0 == id }
      case .log: break
      }
    }
    require(fetches.count + uploads.count < 512, "a bounded number of exchanges")
  }

  mutating func finish() {
    core.finish()
    var report = MinerReport()
    core.fill(&report, at: now)
    require(MinerReport.decode(report.encoded()) != nil, "a report that can be sent")
  }
}
