import EdgeControl
import EdgeTypes
import Testing

@Suite struct PoolDecoderTests {
  private let rule: DestinationRule
  init() throws {
    rule = DestinationRule(master: try #require(HTTPURL(Array("http://pool.example".utf8), .pool)))
  }

  private func reason(_ chain: FakeChain) -> String {
    do throws(PoolProtocolError) {
      let config = try PoolConfig(decoding: chain.config, rule: rule)
      return config.obstacle.map { "obstacle: " + String(decoding: $0.bytes, as: UTF8.self) }
        ?? "ok"
    } catch {
      return String(decoding: error.text.bytes, as: UTF8.self)
    }
  }

  @Test func honestConfig_isDecoded() throws {
    let config = try PoolConfig(decoding: FakeChain().config, rule: rule)
    #expect(config.currentHeight == 1001)
    #expect(config.tipHash == FakeChain().hash(1000))
    #expect(config.target == 537_919_487)
    #expect(config.obstacle == nil)
    #expect(reason(FakeChain()) == "ok")
  }

  @Test(arguments: [
    ("currentHeight", "-5", "currentHeight: expected an integer from 1 to 2147483647"),
    ("currentHeight", "1.5", "currentHeight: expected an integer"),
    ("currentHeight", "3000000000", "currentHeight: expected"),
    ("currentHeight", "\"7\"", "got a string"),
    ("currentHeight", "", "it is missing"),
    ("tipHash", "\"zz\"", "tipHash: expected 64 hex digits"),
    ("tipHash", "null", "obstacle: tipHash is null"),
    ("annTarget", "-1", "annTarget: expected an integer"),
    ("annTarget", "0", "obstacle: annTarget 0 is not a target that can be met"),
    ("annTarget", "4294967295", "obstacle: annTarget 4294967295"),
    ("annTarget", "545259519", "ok"),
    ("annTarget", "", "obstacle: annTarget is missing"),
    ("annVersions", "[0,2]", "obstacle: annVersions does not contain 1"),
    ("annVersions", "[256]", "annVersions: expected an array"),
    ("annVersions", "{}", "annVersions: expected an array"),
    ("mineOldAnns", "8", "obstacle: mineOldAnns 8: expected less than 8"),
    ("submitAnnUrls", "[]", "obstacle: submitAnnUrls is empty"),
    ("submitAnnUrls", "[1]", "submitAnnUrls: expected an array"),
    ("submitAnnUrls", "[\"file:///etc/passwd\"]", "submitAnnUrls[0]: expected an http URL"),
    ("submitAnnUrls", "[\"http://127.0.0.1/submit\"]", "obstacle: submitAnnUrls: no handler"),
    ("submitAnnUrls", "[\"https://h.example/submit\"]", "obstacle: submitAnnUrls: no handler"),
    ("submitAnnUrls", "[\"http://invalid/\",\"https://invalid/\"]", "its host is 'invalid'"),
    ("blkinfoUrl", "\"http://10.0.0.1/\"", "blkinfoUrl: refused"),
    ("blkinfoUrl", "\"file:///x\"", "blkinfoUrl: expected an http URL"),
    ("blkinfoUrl", "7", "blkinfoUrl: expected a string"),
    ("masterUrl", "", "masterUrl: expected a string"),
    ("version", "-1", "version: expected an integer"),
    ("unknown", "{\"a\":[1,2,{}]}", "ok"),
  ])
  func oneWrongMember_isNamed(_ name: String, _ value: String, _ expected: String) {
    var chain = FakeChain()
    chain.extra[name] = value
    #expect(reason(chain).contains(expected), "\(reason(chain))")
  }

  @Test func fiveHundredHandlers_areRefused() {
    var chain = FakeChain()
    chain.handlers = (0..<64).map { "http://h\($0).example/submit" }
    #expect(reason(chain) == "ok")
    chain.handlers = (0..<500).map { "http://h\($0).example/submit" }
    #expect(reason(chain).contains("submitAnnUrls: expected an array of at most 64 strings"))
  }

  @Test func garbage_isRefusedWithAReason() {
    for text in ["", "x", "[]", "7", "<html>", String(repeating: "[", count: 10_000)] {
      #expect(throws: PoolProtocolError.self) {
        try PoolConfig(decoding: Array(text.utf8), rule: rule)
      }
    }
    #expect(throws: PoolProtocolError.self) {
      try PoolConfig(decoding: [UInt8](repeating: 0x20, count: 65_537), rule: rule)
    }
    #expect(throws: PoolProtocolError.self) {
      try PoolConfig(decoding: [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3], rule: rule)
    }
  }

  @Test func blockInfo_isDecodedAndChecked() throws {
    let key = String(repeating: "ab", count: 32)
    let info = try BlockInfo(decoding: FakeChain().blockInfo(1000, key: "\"\(key)\""))
    #expect(info.height == 1000)
    #expect(info.hash == FakeChain().hash(1000))
    #expect(info.previousHash == FakeChain().hash(999))
    #expect(info.signingKey == [UInt8](repeating: 0xAB, count: 32))
    #expect(throws: PoolProtocolError.self) {
      try BlockInfo(decoding: FakeChain().blockInfo(1000, saying: -1))
    }
    #expect(throws: PoolProtocolError.self) {
      try BlockInfo(decoding: Array("{\"header\":7}".utf8))
    }
    #expect(throws: PoolProtocolError.self) {
      try BlockInfo(decoding: [UInt8](repeating: 0x20, count: 4097))
    }
  }

  @Test func anyPrefixOrChangedByte_neverTraps() {
    guard case .answered(let reply, _) = MinerWorld.reply(accepted: 3) else { return }
    for bytes in [FakeChain().config, FakeChain().blockInfo(7), reply] {
      for length in stride(from: 0, to: bytes.count, by: 3) {
        decodeAll(Array(bytes.prefix(length)))
      }
      for position in bytes.indices {
        for change in [0x01, 0x10, 0x80] as [UInt8] {
          var changed = bytes
          changed[position] ^= change
          decodeAll(changed)
        }
      }
    }
  }

  private func decodeAll(_ bytes: [UInt8]) {
    _ = try? PoolConfig(decoding: bytes, rule: rule)
    _ = try? BlockInfo(decoding: bytes)
    _ = try? UploadReply(decoding: bytes)
  }

  @Test func cacheControl_isHonouredWithinBounds() {
    func interval(_ text: String?) -> UInt64 {
      CacheControl.pollInterval(text.map { Array($0.utf8) }).wholeSeconds
    }
    #expect(interval(nil) == 5)
    #expect(interval("max-age=8 stale-while-revalidate=2") == 8)
    #expect(interval("public, max-age=0") == 2)
    #expect(interval("max-age=99999") == 60)
    #expect(interval("max-age=99999999999999999999") == 5)
    #expect(interval("max-age=-1") == 5)
    #expect(interval("no-store") == 5)
  }
}
