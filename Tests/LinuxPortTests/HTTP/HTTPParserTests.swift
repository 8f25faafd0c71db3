import EdgeTypes
import Testing

@testable import LinuxPort

@Suite struct HTTPParserTests {
  private static let limits = HTTPLimits(headBytes: 200, bodyBytes: 100)

  private func reply(_ text: String, toHead: Bool = false, step: Int = .max) -> HTTPParser {
    parse(.reply(toHead: toHead, Self.limits), text, step)
  }
  private func request(_ text: String) -> HTTPParser { parse(.request(Self.limits), text, .max) }

  private func parse(_ parser: HTTPParser, _ text: String, _ step: Int) -> HTTPParser {
    var (parser, rest) = (parser, Array(text.utf8)[...])
    while !rest.isEmpty {
      parser.feed(rest.prefix(step))
      rest = rest.dropFirst(step)
    }
    return parser
  }

  private static let whole = [
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nA: b\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\ncontent-length:5\n\nhello",
  ]

  @Test(arguments: whole, [1, 2, 7, Int.max])
  func wholeReply_isReadHoweverItArrives(text: String, step: Int) {
    let parser = reply(text, step: step)
    #expect(parser.state == .complete)
    #expect(parser.status == 200)
    #expect(parser.body == Array("hello".utf8))
    #expect(parser.pending.isEmpty)
  }

  @Test(arguments: whole) func everyPrefix_isIncomplete_andCutOffAtTheEnd(text: String) {
    for length in 0..<text.utf8.count {
      var parser = HTTPParser.reply(toHead: false, Self.limits)
      parser.feed(Array(text.utf8).prefix(length))
      #expect(parser.state == .head || parser.state == .body)
      parser.end()
      #expect(parser.state == .failed(.cutOff))
    }
  }

  @Test(arguments: whole) func everyByteChanged_neverTraps(text: String) {
    var bytes = Array(text.utf8)
    for index in bytes.indices {
      for mask: UInt8 in [1, 0x20, 0x80, 0xFF] {
        bytes[index] ^= mask
        var parser = HTTPParser.reply(toHead: false, Self.limits)
        parser.feed(bytes)
        parser.end()
        #expect(parser.state != .head)
        bytes[index] ^= mask
      }
    }
  }

  @Test func bodyWithoutLength_lastsUntilTheConnectionEnds() {
    var parser = reply("HTTP/1.1 200 OK\r\n\r\nabc")
    #expect(parser.state == .body)
    parser.end()
    #expect(parser.state == .complete)
    #expect(parser.body == Array("abc".utf8))
  }

  @Test func repliesWithoutBody_endAtTheHead() {
    #expect(reply("HTTP/1.1 204 x\r\n\r\n").state == .complete)
    #expect(reply("HTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\n").state == .complete)
    #expect(reply("HTTP/1.1 200 x\r\nContent-Length: 9\r\n\r\n", toHead: true).state == .complete)
  }

  @Test func nextMessage_staysPending() {
    let parser = request("GET / HTTP/1.1\r\n\r\nGET /2")
    #expect(parser.state == .complete)
    #expect(parser.pending == Array("GET /2".utf8))
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n" + pad(101),
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n60\r\n\(pad(0x60))\r\n5\r\n",
    // 2^32, which a 32-bit machine must not take for 0.
    "HTTP/1.1 200 OK\r\nContent-Length: 4294967296\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100000000\r\n",
  ])
  func bodyOverTheLimit_isRefusedEarly(text: String) {
    #expect(reply(text).state == .failed(.bodyTooLarge))
    #expect(reply(text, step: 1).state == .failed(.bodyTooLarge))
  }

  @Test(arguments: [
    pad(201), "HTTP/1.1 200 OK\r\nA: \(pad(200))\r\n\r\n",
    String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 9),
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(String(repeating: "A: b\r\n", count: 50))",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;\(pad(300))",
  ])
  func headOverTheLimit_isRefused(text: String) {
    #expect(reply(text).state == .failed(.headTooLarge))
  }

  @Test(arguments: [
    "HTP/1.1 200 OK\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
    "HTTP/1.1 099 OK\r\n\r\n", "ICY 200 OK\r\n\r\n", "\r\n\r\n", "HTTP/1.1 200 OK\r\nA b\r\n\r\n",
    "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
    "HTTP/1.1 200 OK\r\n: b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: \u{1}\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
  ])
  func nonsense_isMalformed(text: String) {
    var parser = reply(text + "\n")
    parser.end()
    #expect(parser.state == .failed(.malformed))
  }

  @Test(arguments: [
    "GET /\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "G\"T / HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1 x\r\n\r\n",
    "GET /\u{7f} HTTP/1.1\r\n\r\n", " / HTTP/1.1\r\n\r\n",
  ])
  func badRequestLine_isMalformed(text: String) {
    #expect(request(text).state == .failed(.malformed))
  }

  @Test func headers_compareWithoutCase_andLists() {
    let headers = request("GET / HTTP/1.1\r\nConnection: a , CLOSE\r\nX: 1\r\nx: 2\r\n\r\n").headers
    #expect(headers.list("connection", contains: "close"))
    #expect(!headers.list("connection", contains: "clos"))
    #expect(headers.values("X").count == 2)
  }

  @Test func lineBreakInAValue_cannotAddAField() {
    var bytes: [UInt8] = []
    HTTPHeaders(dictionaryLiteral: ("A", "b\r\nC: d")).write(to: &bytes)
    #expect(Text(bytes) == "A: b  C: d\r\n")
  }
}

private func pad(_ count: Int) -> String { String(repeating: "x", count: count) }
