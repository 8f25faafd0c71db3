import EdgeControl
import EdgeTypes
import JSON

/// Answers that a pool gives, built field by field so that a test can spoil one.
struct FakeChain {
  /// Changes every hash of this height and above: another branch.
  var forkHeight: Int32 = .max
  var tip: Int32 = 1000
  var handlers: [String] = ["http://h0.example/submit"]
  var extra: [String: String] = [:]

  func hash(_ height: Int32) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt32(bitPattern: height))
    writer.write(height >= forkHeight ? 1 as UInt8 : 0)
    return writer.bytes + [UInt8](repeating: 7, count: 27)
  }

  func hex(_ height: Int32) -> String { String(decoding: Hex.encode(hash(height)), as: UTF8.self) }

  var config: [UInt8] {
    var members: [(String, String)] = [
      ("tipHash", "\"\(hex(tip))\""), ("currentHeight", "\(tip + 1)"),
      ("masterUrl", "\"http://pool.example\""),
      ("submitAnnUrls", "[" + handlers.map { "\"\($0)\"" }.joined(separator: ",") + "]"),
      ("downloadAnnUrls", "[]"), ("submitBlockUrls", "[]"), ("paymakerUrl", "\"\""),
      ("version", "3"), ("softVersion", "1"), ("annVersions", "[1]"), ("mineOldAnns", "2"),
      ("annTarget", "537919487"),
    ]
    members = members.map { ($0.0, extra[$0.0] ?? $0.1) }.filter { !$0.1.isEmpty }
    for (name, value) in extra where !members.contains(where: { $0.0 == name }) && !value.isEmpty {
      members.append((name, value))
    }
    return Array(("{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}").utf8)
  }

  func blockInfo(
    _ height: Int32, saying said: Int32? = nil, previous: [UInt8]? = nil, key: String = "null"
  ) -> [UInt8] {
    let previous = String(decoding: Hex.encode(previous ?? hash(height - 1)), as: UTF8.self)
    return Array(
      """
      {"header":{"hash":"\(hex(height))","height":\(said ?? height),"version":1,\
      "versionHex":"00000001","merkleroot":"\(hex(0))","time":1,"nonce":2,"bits":"1d00ffff",\
      "difficulty":1.5,"previousblockhash":"\(previous)"},"sigKey":\(key)}
      """.utf8)
  }

  /// What an honest pool answers to `fetch`.
  func answer(_ fetch: PoolFetch) -> FetchOutcome {
    let target = String(decoding: fetch.url.target, as: UTF8.self)
    if target.hasSuffix("/config.json") { return .answered(FetchAnswer(status: 200, body: config)) }
    for height in max(0, tip - 20)...tip where target.contains(hex(height)) {
      return .answered(FetchAnswer(status: 200, body: blockInfo(height)))
    }
    return .answered(FetchAnswer(status: 404))
  }
}

/// Runs a `MinerCore` against hand-written answers, with a clock that only the test moves.
final class MinerWorld {
  var core = MinerCore(seed: 1)
  var now = Instant(microseconds: 1_000_000_000)
  var fetches: [(id: RequestID, fetch: PoolFetch)] = []
  var uploads: [(id: RequestID, upload: PoolUpload)] = []
  var cancelled: [RequestID] = []
  var logs: [String] = []
  var fetchCount = 0
  private var nextDedup: UInt64 = 0

  init(_ urls: [String] = ["http://pool.example"], limit: UInt64? = nil) {
    var orders = MinerOrders()
    (orders.hashing, orders.threads) = (true, 2)
    orders.paymentAddress = Array("pkt1qowner".utf8)
    orders.pools = urls.map { Array($0.utf8) }
    orders.uploadLimit = limit.map { BitRate(bitsPerSecond: $0) }
    core.apply(orders, at: now)
    collect()
  }

  func collect() {
    for effect in core.takeEffects() {
      switch effect {
      case .fetch(let id, let fetch):
        fetches.append((id, fetch))
        fetchCount += 1
      case .upload(let id, let upload): uploads.append((id, upload))
      case .cancel(let id):
        cancelled.append(id)
        fetches.removeAll { $0.id == id }
        uploads.removeAll { $0.id == id }
      case .log(_, let text): logs.append(String(decoding: text.bytes, as: UTF8.self))
      }
    }
  }

  func tick() {
    core.tick(at: now)
    collect()
  }

  /// Answers everything that is asked, also what answers make it ask, at most 50 times.
  func answerFetches(_ answer: (PoolFetch) -> FetchOutcome) {
    for _ in 0..<50 {
      guard !fetches.isEmpty else { return }
      let next = fetches.removeFirst()
      core.fetched(next.id, answer(next.fetch), at: now)
      collect()
    }
  }

  /// Lets time pass in steps of 100 ms, answering as it goes.
  func pass(seconds: Double, _ answer: (PoolFetch) -> FetchOutcome) {
    for _ in 0..<Int(seconds * 10) {
      now = now.advanced(by: .milliseconds(100))
      tick()
      answerFetches(answer)
    }
  }

  /// Offers `count` announcements for the work that is now mined.
  func offer(_ count: Int, height: UInt32? = nil) {
    guard let work = core.plan(at: now).work else { return }
    for _ in 0..<count {
      var bytes = [UInt8](repeating: 0, count: 1024)
      bytes[0] = 1
      for (offset, value) in [(8, work.target), (12, height ?? work.parentHeight)] {
        for byte in 0..<4 {
          bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> UInt32(byte * 8))
        }
      }
      core.offer(bytes, dedupHash: nextDedup, at: now)
      nextDedup += 1
    }
    tick()
  }

  func answerUpload(_ body: (PoolUpload) -> UploadOutcome) {
    guard !uploads.isEmpty else { return }
    let next = uploads.removeFirst()
    core.uploaded(next.id, body(next.upload), at: now)
    collect()
  }

  static let eventID = Array("00112233445566778899aabbccddeeff".utf8)

  static func reply(
    accepted: Int, payTo: String = "pkt1qowner", eventID: [UInt8] = eventID
  ) -> UploadOutcome {
    let event = String(decoding: eventID, as: UTF8.self)
    let body = """
      {"warn":[],"error":[],"result":{"type":"anns","accepted":\(accepted),"dup":0,"inval":0,\
      "badHash":0,"runt":0,"internalErr":0,"payTo":"\(payTo)","unsigned":0,"totalLen":0,\
      "target":1,"time":1650000000000,"eventId":"\(event)"}}
      """
    return .answered(body: Array(body.utf8), expectedEventID: Self.eventID)
  }

  static func refusal(_ error: String) -> UploadOutcome {
    .answered(
      body: Array("{\"warn\":[],\"error\":[\"\(error)\"],\"result\":null}".utf8),
      expectedEventID: Self.eventID)
  }

  var report: MinerReport {
    var report = MinerReport()
    core.fill(&report, at: now)
    return report
  }
  var pool: PoolReport { report.pools[0] }
  var lastError: String { String(decoding: pool.lastError, as: UTF8.self) }
}
