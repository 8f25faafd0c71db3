import EdgeControl
import EdgeTypes
import Testing

@Suite struct DestinationRuleTests {
  private func url(_ text: String) -> HTTPURL? { HTTPURL(Array(text.utf8), .pool) }

  @Test func poolMaySendUs_toPublicPlacesAndTheOwnersHostOnly() throws {
    let rule = DestinationRule(master: try #require(url("http://192.168.1.5:8000/m")))
    #expect(rule.allows(try #require(url("http://192.168.1.5:9000/submit"))))
    #expect(!rule.allows(try #require(url("http://192.168.1.6/submit"))))
    #expect(!rule.allows(try #require(url("http://127.0.0.1/submit"))))
    #expect(rule.allows(try #require(url("http://pool.example/"))))
    let named = try #require(url("http://pool.example/"))
    let inside = try #require(IPAddress(text: Array("127.0.0.1".utf8)))
    #expect(!rule.allows(named, at: inside))
    #expect(DestinationRule(master: named).allows(named, at: inside))
  }
}
