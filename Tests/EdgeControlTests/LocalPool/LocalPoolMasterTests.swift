import EdgeControl
import EdgeTypes
import Foundation
import JSON
import Testing

@Suite struct LocalPoolMasterTests {
  @Test func config_hasEveryMemberOfTheSample() throws {
    let fixture = PoolFixture()
    let config = try fixture.json("/config.json")
    let sample = try #require(try vectorFile("pool_samples") as? [String: Any])
    let text = try #require(sample["config_json"] as? String)
    let expected = try JSONValue.parse(Array(text.utf8), limits: JSONLimits(bytes: 10_000))
    for name in try names(text) {
      let ours = try #require(config.member(Array(name.utf8)), "\(name) is missing")
      #expect(ours.kind == expected.member(Array(name.utf8))?.kind, "\(name)")
    }
    #expect(config.member("currentHeight")?.whole == 1_500_001)
    #expect(config.member("annTarget")?.whole == Int64(PoolFixture.target))
    #expect(config.member("mineOldAnns")?.whole == 2)
  }

  @Test func blockInfo_hasEveryMemberOfTheSample() throws {
    let fixture = PoolFixture()
    let info = try fixture.json("/blkinfo_\(try fixture.tipHash()).json")
    let sample = try #require(try vectorFile("pool_samples") as? [String: Any])
    let text = try #require((sample["block_info_json"] as? [String])?.first)
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let header = try #require(object?["header"] as? [String: Any])
    for name in header.keys {
      #expect(info.member("header")?.member(Array(name.utf8)) != nil, "\(name) is missing")
    }
    #expect(info.member("sigKey")?.isNull == true)
  }

  @Test func blockInfo_leadsDownTheChain() throws {
    let fixture = PoolFixture { $0.signed = true }
    var hash = try fixture.tipHash()
    for height in stride(from: 1_500_000 as Int64, to: 1_499_980, by: -1) {
      let info = try fixture.json("/blkinfo_\(hash).json")
      #expect(info.member("header")?.member("height")?.whole == height)
      #expect(info.member("sigKey")?.string?.count == 64)
      hash = try #require(info.member("header")?.member("previousblockhash")?.string).utf8Text
    }
  }

  @Test func blockTimePassed_tipMovesByOne() throws {
    let fixture = PoolFixture { $0.blockSeconds = 10 }
    let before = try fixture.tipHash()
    fixture.now += 10_000
    #expect(try fixture.json("/config.json").member("currentHeight")?.whole == 1_500_002)
    let info = try fixture.json("/blkinfo_\(try fixture.tipHash()).json")
    let previous = info.member("header")?.member("previousblockhash")?.string
    #expect(previous?.utf8Text == before)
  }

  @Test func sameSeed_sameChain_andAnotherSeed_another() throws {
    let (one, two) = (PoolFixture(), PoolFixture { $0.baseURL = Array("http://b".utf8) })
    let other = PoolFixture { $0.seed = 1 }
    #expect(try one.tipHash() == two.tipHash())
    #expect(try one.tipHash() != other.tipHash())
  }

  @Test func knownTag_isAnsweredNotModified_untilTheTipMoves() throws {
    let fixture = PoolFixture { $0.blockSeconds = 60 }
    let first = try fixture.get("/config.json")
    #expect(header(first, "cache-control") == "max-age=8 stale-while-revalidate=2")
    let tag = try #require(header(first, "etag"))
    var request = PoolRequest(
      method: Array("GET".utf8), path: Array("/config.json".utf8),
      headers: [(Array("if-none-match".utf8), tag.bytes)], body: [])
    #expect(try fixture.document(request).status == 304)
    fixture.now += 60_000
    #expect(try fixture.document(request).status == 200)
    request.method = Array("PUT".utf8)
    #expect(try fixture.document(request).status == 405)
  }

  @Test(arguments: ["/", "/blkinfo_00.json", "/config.jsonx", "/blkinfo_zz", "/etc/passwd", ""])
  func unknownPath_isNotFound(path: String) throws {
    let fixture = PoolFixture()
    #expect(try fixture.get(path).status == 404)
  }

  private func names(_ text: String) throws -> [String] {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return Array(try #require(object).keys)
  }

  private func header(_ document: PoolDocument, _ name: Text) -> Text? {
    document.headers.first { $0.name == name }?.value
  }
}

extension PoolFixture {
  func tipHash() throws -> String {
    try #require(try json("/config.json").member("tipHash")?.string).utf8Text
  }
}

extension JSONValue {
  var whole: Int64? { integer(Int64.self) }
}

extension [UInt8] {
  var utf8Text: String { String(decoding: self, as: UTF8.self) }
}
