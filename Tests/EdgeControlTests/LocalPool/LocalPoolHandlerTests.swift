import EdgeControl
import EdgeTypes
import JSON
import Testing

@Suite struct LocalPoolHandlerTests {
  @Test func goodBatch_isAcceptedOnce_thenDuplicate() throws {
    let fixture = PoolFixture()
    let tip = fixture.tip
    let batch = [announcement(parent: tip, nonce: 1), announcement(parent: tip, nonce: 2)]
    let request = fixture.submit(batch)
    let first = try result(of: fixture.document(request))
    #expect(first.member("type")?.string == Array("anns".utf8))
    #expect(first.member("accepted")?.whole == 2)
    #expect(first.member("dup")?.whole == 0)
    #expect(first.member("unsigned")?.whole == 2)
    #expect(first.member("payTo")?.string == Array("pkt1qtest".utf8))
    #expect(first.member("target")?.whole == Int64(PoolFixture.target))
    #expect(first.member("time")?.whole == Int64(PoolFixture.start))
    let event = Hex.encode(toyHash(request.body).prefix(16))
    #expect(first.member("eventId")?.string == event)
    for name: StaticString in ["inval", "badHash", "runt", "internalErr", "totalLen"] {
      #expect(first.member(name)?.whole == 0)
    }
    let second = try result(of: fixture.document(request))
    #expect(second.member("accepted")?.whole == 0)
    #expect(second.member("dup")?.whole == 2)
    #expect(try fixture.stats("accepted") == 2)
    #expect(try fixture.stats("dup") == 2)
  }

  @Test func sameAnnouncementTwiceInABatch_countsAsOneDuplicate() throws {
    let fixture = PoolFixture()
    let one = announcement(parent: fixture.tip)
    let reply = try result(of: fixture.document(fixture.submit([one, one, one])))
    #expect(reply.member("accepted")?.whole == 1)
    #expect(reply.member("dup")?.whole == 2)
  }

  @Test func emptyBatch_isAccepted_withTheMinimumWorkAsTarget() throws {
    let fixture = PoolFixture()
    let reply = try result(of: fixture.document(fixture.submit([])))
    #expect(reply.member("accepted")?.whole == 0)
    #expect(reply.member("target")?.whole == Int64(PoolFixture.target))
  }

  @Test(arguments: [
    (payTo: "pkt1 q", reason: "invalid payto pkt1 q"), ("", "invalid payto "),
    ("a\"\n", "invalid payto a\"\n"), (String(repeating: "a", count: 64), "payto too long"),
  ])
  func badPayTo_refusesTheBatch(payTo: String, reason: String) throws {
    let fixture = PoolFixture()
    let batch = [announcement(parent: fixture.tip)]
    try expect(fixture.document(fixture.submit(batch, payTo: payTo)), refusedFor: reason)
  }

  @Test func payToOf63Characters_isAccepted() throws {
    let fixture = PoolFixture()
    let payTo = String(repeating: "a", count: 63)
    let request = fixture.submit([announcement(parent: fixture.tip)], payTo: payTo)
    #expect(try fixture.document(request).status == 200)
  }

  @Test func heightOutsideTheSlots_isRefusedWithBothHeights() throws {
    let fixture = PoolFixture()
    let tip = Int64(fixture.tip)
    let batch = [announcement(parent: UInt32(tip))]
    try expect(
      fixture.document(fixture.submit(batch, number: tip + 2)),
      refusedFor: "block number out of range, expect \(tip - 5) got \(tip + 1)")
    try expect(
      fixture.document(fixture.submit(batch, number: tip - 5)),
      refusedFor: "block number out of range, expect \(tip) got \(tip - 6)")
  }

  @Test func startOfTheChain_slotsAreNotReady() throws {
    let fixture = PoolFixture { $0.startHeight = 2 }
    try expect(
      fixture.document(fixture.submit([announcement(parent: 5)], number: 6)),
      refusedFor: "server not ready")
  }

  @Test func unevenSize_isRefused() throws {
    let fixture = PoolFixture()
    let request = fixture.submit([announcement(parent: fixture.tip)], extra: [1])
    try expect(fixture.document(request), refusedFor: "size not an even multiple of 1024")
  }

  @Test func signature_mustBeTheSlots_orNone() throws {
    let unsigned = PoolFixture()
    let key = [UInt8](repeating: 9, count: 32)
    try expect(
      unsigned.document(unsigned.submit([announcement(parent: unsigned.tip, key: key)])),
      refusedFor: "unexpected signed ann")
    let signed = PoolFixture { $0.signed = true }
    try expect(
      signed.document(signed.submit([announcement(parent: signed.tip, key: key)])),
      refusedFor: "wrong signing key")
    let info = try signed.json("/blkinfo_\(try signed.tipHash()).json")
    let hex = try #require(info.member("sigKey")?.string)
    let right = try #require(Hex.decode(hex))
    let batch = [announcement(parent: signed.tip, key: right), announcement(parent: signed.tip)]
    let reply = try result(of: signed.document(signed.submit(batch)))
    #expect(reply.member("accepted")?.whole == 2)
    #expect(reply.member("unsigned")?.whole == 1)
  }

  @Test func announcementOfAnotherHeight_isRefused() throws {
    let fixture = PoolFixture()
    let tip = fixture.tip
    try expect(
      fixture.document(fixture.submit([announcement(parent: tip - 1)], number: Int64(tip) + 1)),
      refusedFor: "wrong parent block height, want \(tip) got \(tip - 1)")
  }

  @Test func easierTarget_isNotEnoughWork() throws {
    let fixture = PoolFixture()
    let batch = [announcement(parent: fixture.tip, bits: PoolFixture.target + 1)]
    try expect(fixture.document(fixture.submit(batch)), refusedFor: "not enough work")
  }

  @Test(arguments: [0 as UInt8, 255]) func extremeHash_isRefused(byte: UInt8) throws {
    let fake: ([UInt8]) -> [UInt8] = {
      $0.count == 1024 ? [UInt8](repeating: byte, count: 32) : toyHash($0)
    }
    let fixture = PoolFixture(hash32: fake)
    let batch = [announcement(parent: fixture.tip)]
    try expect(fixture.document(fixture.submit(batch)), refusedFor: "zero or fff hash")
  }

  @Test func announcementsGoToTheHandlerOfTheirHash() throws {
    let fixture = PoolFixture { $0.handlers = 3 }
    let one = announcement(parent: fixture.tip)
    var reader = ByteReader(toyHash(one))
    let home = Int((reader.readInteger(UInt64.self) ?? 0) % 3)
    for index in 0..<3 {
      let path = index == 0 ? "/submit" : "/submit\(index)"
      let reply = try fixture.document(fixture.submit([one], path: path))
      if index == home {
        #expect(reply.status == 200)
      } else {
        try expect(reply, refusedFor: "submit elsewhere")
      }
    }
    let elsewhere = fixture.submit([one], path: "/submit3")
    #expect(try fixture.document(elsewhere).status == 404)
  }

  @Test func protocolTwo_choosesByHardNonce_andWantsContent() throws {
    let fixture = PoolFixture { $0.handlers = 3 }
    let good = announcement(parent: fixture.tip, nonce: 5, content: 1)
    let request = fixture.submit([good], version: "2", path: "/submit2")
    #expect(try fixture.document(request).status == 200)
    let bare = [announcement(parent: fixture.tip, nonce: 5)]
    try expect(
      fixture.document(fixture.submit(bare, version: "2", path: "/submit2")),
      refusedFor: "submit elsewhere")
  }

  @Test func anotherVersion_isRefused() throws {
    let fixture = PoolFixture()
    let batch = [announcement(parent: fixture.tip, version: 2)]
    try expect(fixture.document(fixture.submit(batch)), refusedFor: "unsupported ann version")
  }

  @Test(arguments: [
    (ProofCheck.inval, "INVAL"), (.invalItem4, "INVAL_ITEM4"),
    (.insufficientWork, "INSUF_POW"), (.softNonceHigh, "SOFT_NONCE_HIGH"),
  ])
  func badProof_isRefusedWithItsVerdict(check: ProofCheck, name: String) throws {
    let fixture = PoolFixture(check: { _, _ in check })
    let batch = [announcement(parent: fixture.tip)]
    try expect(fixture.document(fixture.submit(batch)), refusedFor: "check_ann() -> \(name)")
  }

  @Test func oneBadAnnouncement_refusesTheWholeBatch_andItsReasonIsCounted() throws {
    let fixture = PoolFixture()
    let tip = fixture.tip
    let batch = [
      announcement(parent: tip, nonce: 1), announcement(parent: tip, bits: 0x2100_0000),
      announcement(parent: tip, nonce: 3),
    ]
    try expect(fixture.document(fixture.submit(batch)), refusedFor: "not enough work")
    #expect(try fixture.stats("accepted") == 0)
    #expect(try fixture.stats("rejected") == 3)
    let reasons = try fixture.json("/stats.json").member("rejectedByReason")
    #expect(reasons?.member("not enough work")?.whole == 3)
  }

  @Test func tipMovesWhileABatchWaits_refusesItsHeight() throws {
    let fixture = PoolFixture { $0.blockSeconds = 10 }
    let request = fixture.submit([announcement(parent: fixture.tip)])
    guard case .queued = fixture.pool.handle(request, now: fixture.now) else { throw Unanswered() }
    fixture.now += 60_000
    let step = fixture.pool.advance(now: fixture.now)
    let done = try #require(step)
    guard case .document(let reply) = done.answer else { throw Unanswered() }
    try expect(reply, refusedFor: "block number out of range")
  }

  @Test func fullQueue_isOverloaded() throws {
    let fixture = PoolFixture { $0.queueLimit = 1 }
    let request = fixture.submit([announcement(parent: fixture.tip)])
    guard case .queued(let first) = fixture.pool.handle(request, now: fixture.now) else {
      throw Unanswered()
    }
    guard case .answer(.document(let reply)) = fixture.pool.handle(request, now: fixture.now)
    else { throw Unanswered() }
    #expect(reply.status == 503)
    #expect(reply.body.utf8Text == #"{"warn":[],"error":["overloaded"],"result":null}"#)
    fixture.pool.abandon(first)
    #expect(!fixture.pool.hasWork)
    #expect(try fixture.stats("overloaded") == 1)
  }

  @Test(arguments: [
    ("x-pc-sver", "-1"), ("x-pc-sver", ""), ("x-pc-sver", "4294967296"), ("x-pc-sver", "1.0"),
    ("x-pc-worknum", "x"), ("x-pc-worknum", "2147483648"), ("x-pc-worknum", "99999999999"),
    ("x-pc-payto", nil), ("x-pc-sver", nil), ("x-pc-worknum", nil),
  ])
  func badHeader_isABadRequestThatNamesIt(name: String, value: String?) throws {
    let fixture = PoolFixture()
    var request = fixture.submit([announcement(parent: fixture.tip)])
    request.headers.removeAll { $0.name == Array(name.utf8) }
    if let value { request.headers.append((Array(name.utf8), Array(value.utf8))) }
    let reply = try fixture.document(request)
    #expect(reply.status == 400)
    #expect(reply.body.utf8Text == "missing or bad header \(name)\n")
  }

  @Test(arguments: ["GET", "PUT", "HEAD"]) func otherMethod_isNotAllowed(method: String) throws {
    let fixture = PoolFixture()
    var request = fixture.submit([])
    request.method = Array(method.utf8)
    #expect(try fixture.document(request).status == 405)
  }
}

func result(of document: PoolDocument) throws -> JSONValue {
  #expect(document.status == 200, "\(document.body.utf8Text)")
  let reply = try JSONValue.parse(document.body, limits: JSONLimits(bytes: 100_000))
  return try #require(reply.member("result"))
}

func expect(_ document: PoolDocument, refusedFor reason: String) throws {
  #expect(document.status == 400)
  let reply = try JSONValue.parse(document.body, limits: JSONLimits(bytes: 100_000))
  #expect(reply.member("error")?.element(0)?.string?.utf8Text == reason)
  #expect(reply.member("result")?.isNull == true)
  #expect(reply.member("warn")?.count == 0)
}
