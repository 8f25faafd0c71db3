import EdgeControl
import EdgeTypes
import Testing

@Suite struct PoolAddressTests {
  private func url(_ text: String) -> PoolAddress? { PoolAddress(Array(text.utf8)) }

  @Test func ordinaryURL_isTakenApart() throws {
    let url = try #require(self.url("http://Pool.Example:8080/master/x?y=1"))
    #expect(url.host == Array("pool.example".utf8))
    #expect(url.port == 8080)
    #expect(url.target == Array("/master/x?y=1".utf8))
    #expect(!url.isSecure)
    #expect(self.url("https://a")?.port == 443)
    #expect(self.url("http://a")?.target == [0x2F])
    #expect(self.url("http://a?b")?.target == Array("/?b".utf8))
    #expect(self.url("http://[::1]:81/x")?.address?.bytes.last == 1)
    #expect(self.url("http://10.0.0.1/")?.address == IPAddressBytes(v4: Array("10.0.0.1".utf8)))
  }

  @Test(arguments: [
    "", "http:", "http:/", "http://", "ftp://a", "file:///etc/passwd", "//a", "a", "http://a:0",
    "http://a:65536", "http://a:x", "http://a:", "http://user@a/", "http://a b", "http://a\n/",
    "http://a\\b", "http://a/#f", "http://[::1", "http://[zz]/", "http://[::1]x/", "http://127.1/",
    "http://0x7f.1/", "http://2130706433/", "http://a.1/", "http://./", "http://%31/",
    "http://01.2.3.4/", "http://256.1.1.1/",
  ])
  func strangeURL_isRefused(_ text: String) { #expect(url(text) == nil) }

  @Test func longURL_isRefused() {
    #expect(url("http://a/" + String(repeating: "x", count: 503)) != nil)
    #expect(url("http://a/" + String(repeating: "x", count: 504)) == nil)
  }

  @Test func anyPrefixOrChangedByte_neverTraps() {
    for text in ["http://pool.example:8080/a?b=c", "https://[2001:db8::1]:1/x", "http://1.2.3.4/"] {
      let bytes = Array(text.utf8)
      for length in 0...bytes.count { _ = PoolAddress(Array(bytes.prefix(length))) }
      for position in bytes.indices {
        for value in 0...255 as ClosedRange<UInt8> {
          var changed = bytes
          changed[position] = value
          _ = PoolAddress(changed)?.resolving(location: changed)
        }
      }
    }
  }

  @Test func redirectLocation_isResolved() throws {
    let base = try #require(url("http://a:81/x/y?z"))
    func resolved(_ text: String) -> PoolAddress? { base.resolving(location: Array(text.utf8)) }
    #expect(resolved("/b") == url("http://a:81/b"))
    #expect(resolved("//c/d") == url("http://c/d"))
    #expect(resolved("http://e/") == url("http://e/"))
    #expect(resolved("relative") == nil)
    #expect(resolved("file:///etc/passwd") == nil)
    #expect(url("http://a:81")?.resolving(location: Array("/b".utf8)) == url("http://a:81/b"))
  }

  @Test(arguments: [
    ("8.8.8.8", true), ("10.1.2.3", false), ("100.64.0.1", false), ("100.128.0.1", true),
    ("127.0.0.1", false), ("169.254.1.1", false), ("172.15.0.1", true), ("172.31.0.1", false),
    ("192.168.1.1", false), ("192.0.2.1", false), ("198.18.0.1", false), ("224.0.0.1", false),
    ("255.255.255.255", false), ("0.0.0.0", false), ("203.0.113.9", false), ("1.1.1.1", true),
  ])
  func v4Address_isPublicOrNot(_ text: String, _ isPublic: Bool) throws {
    let address = try #require(IPAddressBytes(v4: Array(text.utf8)))
    #expect(address.isPublic == isPublic)
  }

  @Test(arguments: [
    ("2a00:1450::1", true), ("::1", false), ("::", false), ("fe80::1", false), ("fd77::1", false),
    ("ff02::fb", false), ("2001:db8::1", false), ("2002:0a00:0001::", false), ("2001::1", false),
    ("::ffff:10.0.0.1", false), ("::ffff:8.8.8.8", true), ("64:ff9b::8.8.8.8", false),
    ("2606:4700:4700::1111", true),
  ])
  func v6Address_isPublicOrNot(_ text: String, _ isPublic: Bool) throws {
    let address = try #require(IPAddressBytes(v6: Array(text.utf8)))
    #expect(address.isPublic == isPublic)
  }

  @Test(arguments: [":", ":::", "1:2:3:4:5:6:7", "1::2::3", "12345::", "::1.2.3", "1:", "g::"])
  func strangeV6Address_isRefused(_ text: String) {
    #expect(IPAddressBytes(v6: Array(text.utf8)) == nil)
  }

  @Test func poolMaySendUs_toPublicPlacesAndTheOwnersHostOnly() throws {
    let rule = DestinationRule(master: try #require(url("http://192.168.1.5:8000/m")))
    #expect(rule.allows(try #require(url("http://192.168.1.5:9000/submit"))))
    #expect(!rule.allows(try #require(url("http://192.168.1.6/submit"))))
    #expect(!rule.allows(try #require(url("http://127.0.0.1/submit"))))
    #expect(rule.allows(try #require(url("http://pool.example/"))))
    let named = try #require(url("http://pool.example/"))
    let inside = try #require(IPAddressBytes(v4: Array("127.0.0.1".utf8)))
    #expect(!rule.allows(named, at: inside))
    #expect(DestinationRule(master: named).allows(named, at: inside))
  }
}
