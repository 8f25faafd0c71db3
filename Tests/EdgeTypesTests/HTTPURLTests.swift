import EdgeTypes
import Testing

@Suite struct HTTPURLTests {
  private func url(_ text: String) -> HTTPURL? { HTTPURL(Array(text.utf8), .pool) }

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
    #expect(self.url("http://10.0.0.1/")?.address == IPAddress(text: Array("10.0.0.1".utf8)))
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
      for length in 0...bytes.count { _ = HTTPURL(Array(bytes.prefix(length)), .pool) }
      for position in bytes.indices {
        for value in 0...255 as ClosedRange<UInt8> {
          var changed = bytes
          changed[position] = value
          _ = HTTPURL(changed, .pool)?.resolving(location: changed, .pool)
        }
      }
    }
  }

  @Test func redirectLocation_isResolved() throws {
    let base = try #require(url("http://a:81/x/y?z"))
    func resolved(_ text: String) -> HTTPURL? { base.resolving(location: Array(text.utf8), .pool) }
    #expect(resolved("/b") == url("http://a:81/b"))
    #expect(resolved("//c/d") == url("http://c/d"))
    #expect(resolved("http://e/") == url("http://e/"))
    #expect(resolved("relative") == nil)
    #expect(resolved("file:///etc/passwd") == nil)
    #expect(
      url("http://a:81")?.resolving(location: Array("/b".utf8), .pool) == url("http://a:81/b"))
  }

  /// Where the three judgements differ. Each row: what the config, a pool and the client say.
  @Test(arguments: [
    ("http://a", true, true, true), ("https://a", false, true, false),
    ("http://a/?q", false, true, true), ("http://a/#f", false, false, true),
    ("http://a\\b", false, false, false), ("http://a/b\\c", true, false, true),
    ("http://a:009000", true, false, false), ("http://a:09000", true, true, true),
    ("http://pool.2nd:9000", true, false, true), ("http://a.1/", false, false, true),
    ("http://1.2.3/", false, false, true), ("http://a..b/", false, true, true),
    ("http://a./", false, true, true), ("http://-a/", false, true, true),
    ("http://./", false, false, true), ("http://[::1]:81/", true, true, true),
    ("http://a:/", false, false, false), ("http://u@a/", false, false, false),
    ("http://[::1]]/", false, false, false),
  ])
  func url_isJudgedByTheRules(_ text: String, config: Bool, pool: Bool, request: Bool) {
    let bytes = Array(text.utf8)
    #expect((HTTPURL(bytes, .config) != nil) == config)
    #expect((HTTPURL(bytes, .pool) != nil) == pool)
    #expect((HTTPURL(bytes, .request) != nil) == request)
  }

  @Test(arguments: [
    ("https://a?#", HTTPURLFault.needsTLS), ("ftp://a", .otherScheme), ("http:/", .otherScheme),
    ("http://a b?", .characters), ("http://u@a?", .queryOrFragment), ("http://u@[x", .userName),
    ("http://[x]:y", .bracketedAddress), ("http://[::1]]", .bracketedAddress),
    ("http://-:0", .port), ("http://[::1:80", .port), ("http://-a", .host), ("http://", .host),
  ])
  func firstFault_isNamed(_ text: String, _ fault: HTTPURLFault) {
    #expect(throws: fault) { try HTTPURL(checking: Array(text.utf8), .config) }
  }

  @Test func hostField_leavesTheUsualPortOut() {
    func field(_ text: String) -> [UInt8]? { HTTPURL(Array(text.utf8), .request)?.hostField }
    #expect(field("http://A.b/x") == Array("a.b".utf8))
    #expect(field("http://a:81") == Array("a:81".utf8))
    #expect(field("http://[FD77::1]") == Array("[fd77::1]".utf8))
    #expect(field("http://[::1]:8080/") == Array("[::1]:8080".utf8))
  }
}
