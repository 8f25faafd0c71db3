import EdgeTypes
import Testing

@testable import LinuxPort

@Suite struct HTTPClientTests {
  private let loop: EventLoop
  private let client: HTTPClient

  init() throws {
    loop = try EventLoop()
    client = HTTPClient(on: loop, maximumConnections: 3)
  }

  private func url(_ port: UInt16, _ path: String, host: String = "127.0.0.1") -> [UInt8] {
    Array("http://\(host):\(port)\(path)".utf8)
  }

  private func get(_ url: [UInt8], _ change: (inout HTTPClientRequest) -> Void = { _ in })
    -> Result<HTTPReply, HTTPFailure>?
  {
    var request = HTTPClientRequest(url: url)
    change(&request)
    var result: Result<HTTPReply, HTTPFailure>?
    client.send(request) { result = $0 }
    #expect(result == nil, "never inside the caller")
    loop.run { result != nil }
    return result
  }

  private func serve(_ handler: @escaping (HTTPExchange) -> Void) throws -> HTTPServer {
    try HTTPServer(on: loop, address: .home(0), handler: handler)
  }

  @Test func request_arrivesWhole_andTheReplyComesBack() throws {
    var seen: HTTPRequest?
    let server = try serve {
      seen = $0.request
      $0.reply(status: 202, headers: ["X-A": "b"], body: $0.request.body.reversed())
    }
    var request = HTTPClientRequest.post(url(server.port, "/a?b#c"), body: [1, 2, 3])
    request.headers.add("X-Pay", "me")
    var reply: HTTPReply?
    client.send(request) { reply = try? $0.get() }
    loop.run { reply != nil }
    #expect(reply?.status == 202 && reply?.body == [3, 2, 1])
    #expect(reply?.headers.value("x-a") == Array("b".utf8))
    #expect(seen?.target == Array("/a?b".utf8) && seen?.method == Array("POST".utf8))
    #expect(seen?.headers.value("host") == Array("127.0.0.1:\(server.port)".utf8))
    #expect(seen?.headers.value("x-pay") == Array("me".utf8))
  }

  @Test func connection_isUsedAgain_andRenewedAfterTheServerClosedIt() throws {
    var server: HTTPServer? = try serve { $0.reply(status: 200) }
    let port = try #require(server).port
    for _ in 0..<3 { #expect(try get(url(port, "/"))?.get().status == 200) }
    #expect(server?.connections == 1 && client.openConnections == 1)
    server = nil
    server = try HTTPServer(on: loop, address: .home(port)) { $0.reply(status: 200) }
    #expect(try get(url(port, "/"))?.get().status == 200)
    _ = server
  }

  @Test func callsBeyondTheConnections_waitAndAllFinish() throws {
    let server = try serve { $0.reply(status: 200, body: $0.request.target) }
    var bodies: [[UInt8]] = []
    for number in 0..<20 {
      client.send(HTTPClientRequest(url: url(server.port, "/\(number)"))) {
        if let reply = try? $0.get() { bodies.append(reply.body) }
      }
    }
    loop.run { bodies.count == 20 }
    #expect(Set(bodies).count == 20)
    #expect(client.openConnections <= 3)
  }

  @Test func everyFailure_hasItsOwnName() throws {
    let server = try serve { exchange in
      switch Text(exchange.request.path) {
      case "/reset": exchange.reset()
      case "/raw":
        exchange.sendRaw(Array("nonsense\r\n\r\n".utf8))
        exchange.closeAfterSending()
      case "/short":
        exchange.beginFixed(status: 200, announcedLength: 9)
        exchange.closeAfterSending()
      case "/big": exchange.reply(status: 200, body: [UInt8](repeating: 1, count: 1_001))
      case "/head":
        let long = Text([UInt8](repeating: 0x61, count: 9_000))
        exchange.reply(status: 200, headers: ["X": long])
      case "/endless":
        exchange.beginChunked(status: 200)
        exchange.onSent { exchange.sendChunk([UInt8](repeating: 1, count: 100)) }
      default: exchange.onClose { _ = exchange }
      }
    }
    let small: (inout HTTPClientRequest) -> Void = { $0.limits = HTTPLimits(bodyBytes: 1_000) }
    let expected: [(String, HTTPFailure)] = [
      ("/reset", .reset), ("/raw", .malformed), ("/short", .cutOff), ("/big", .bodyTooLarge),
      ("/head", .headTooLarge), ("/endless", .bodyTooLarge),
    ]
    for (path, failure) in expected {
      #expect(get(url(server.port, path), small) == .failure(failure))
    }
    let hasty: (inout HTTPClientRequest) -> Void = { $0.headDeadline = .milliseconds(20) }
    #expect(get(url(server.port, "/silent"), hasty) == .failure(.replyTimedOut))
    let short: (inout HTTPClientRequest) -> Void = { $0.totalDeadline = .milliseconds(20) }
    #expect(get(url(server.port, "/silent"), short) == .failure(.tookTooLong))
    #expect(client.openConnections == 0)
  }

  @Test func unreachableServers_areToldApart() throws {
    let port = try serve { _ in }.port  // Closed again at once.
    loop.run(atMost: .milliseconds(5))
    #expect(get(url(port, "/")) == .failure(.refused))
    #expect(get(Array("https://x/".utf8)) == .failure(.badURL))
    #expect(get(url(port, "/", host: "name.example")) == .failure(.nameServerSilent))
    let filter: (inout HTTPClientRequest) -> Void = { $0.mayConnect = { $0.bytes[0] != 127 } }
    #expect(get(url(port, "/"), filter) == .failure(.addressForbidden))
  }

  @Test func reusedConnection_passesTheFilterToo() throws {
    let server = try serve { $0.reply(status: 200) }
    #expect(try get(url(server.port, "/"))?.get().status == 200)
    let filter: (inout HTTPClientRequest) -> Void = { $0.mayConnect = { _ in false } }
    #expect(get(url(server.port, "/"), filter) == .failure(.addressForbidden))
  }

  @Test func cancelledCall_endsOnce_andItsConnectionCloses() throws {
    var kept: HTTPExchange?
    let server = try serve { kept = $0 }
    var results: [Result<HTTPReply, HTTPFailure>] = []
    let call = client.send(HTTPClientRequest(url: url(server.port, "/"))) { results.append($0) }
    loop.run { kept != nil }
    call.cancel()
    call.cancel()
    loop.run { !results.isEmpty }
    kept?.reply(status: 200)
    loop.run { kept?.isOpen == false }
    loop.run(atMost: .milliseconds(10))
    #expect(results == [.failure(.cancelled)])
    #expect(call.isFinished && client.openConnections == 0)
  }

  @Test func droppedClient_cancelsItsCalls_evenFromACompletion() throws {
    let server = try serve { exchange in
      if exchange.request.target == Array("/now".utf8) { exchange.reply(status: 200) }
      exchange.onClose { _ = exchange }
    }
    var own: HTTPClient? = HTTPClient(on: loop)
    var results: [Result<HTTPReply, HTTPFailure>] = []
    own?.send(HTTPClientRequest(url: url(server.port, "/never"))) { results.append($0) }
    own?.send(HTTPClientRequest(url: url(server.port, "/now"))) { _ in own = nil }
    loop.run { results.count == 1 }
    #expect(results == [.failure(.cancelled)])
  }

  @Test func name_isResolvedByTheGivenServer_andUnknownOnesAreSaidSo() throws {
    let names = try FakeNameServer(loop)
    client.setNameServers([Array("127.0.0.1:\(names.port)".utf8), Array("nonsense".utf8)])
    let server = try serve { $0.reply(status: 200, body: $0.request.headers.value("host") ?? []) }
    let reply = try get(url(server.port, "/", host: "Pool.Example"))?.get()
    #expect(reply?.body == Array("pool.example:\(server.port)".utf8))
    #expect(get(url(server.port, "/", host: "other.example")) == .failure(.nameNotFound))
  }

  @Test func wireBytes_includeEveryLayersHeaders() throws {
    let server = try serve { $0.reply(status: 200) }
    client.setUploadLimit(BitRate(bitsPerSecond: 100_000_000))
    var request = HTTPClientRequest.post(url(server.port, "/"), body: [])
    request.body = [UInt8](repeating: 1, count: 10_000)
    var isDone = false
    client.send(request) { _ in isDone = true }
    loop.run { isDone }
    loop.run(atMost: .milliseconds(250))
    #expect(client.wireBytesSent > 10_000 + 4 * 66 && client.wireBytesSent < 11_500)
    #expect(client.wireBytesReceived > 3 * 66 && client.wireBytesReceived < 1_500)
  }

  @Test func uploadLimit_holdsOverAllConnections() throws {
    let server = try serve { $0.reply(status: 200) }
    client.setUploadLimit(BitRate(bitsPerSecond: 4_000_000))  // 500 bytes a millisecond.
    let start = MonotonicClock.now()
    var done = 0
    for _ in 0..<3 {
      client.send(.post(url(server.port, "/"), body: [UInt8](repeating: 1, count: 50_000))) { _ in
        done += 1
      }
    }
    loop.run { done == 3 }
    let elapsed = MonotonicClock.now().since(start)
    #expect(done == 3)
    // 150 kB less a burst of 50 kB.
    #expect(elapsed >= .milliseconds(200) && elapsed < .milliseconds(900))
  }

  @Test(arguments: [
    ("http://a", "a", 80, "/"), ("HTTP://A.b:8080?x", "a.b", 8080, "/?x"),
    ("http://[::1]:81/y#z", "::1", 81, "/y"),
  ])
  func goodURL_isTakenApart(text: String, host: String, port: UInt16, target: String) {
    let url = HTTPURL(Array(text.utf8), .request)
    #expect(url?.host == Array(host.utf8) && url?.port == port && url?.target == Array(target.utf8))
  }

  @Test(arguments: [
    "", "http://", "http:///x", "https://a", "http://u@a/", "http://a:0/", "http://a:65536/",
    "http://a:/", "http://a b/", "http://[::1/", "http://[1.2.3.4]/", "http://a/\r\nX: y",
    "http://a/\u{e4}", "ftp://a",
  ])
  func badURL_isRefused(text: String) { #expect(HTTPURL(Array(text.utf8), .request) == nil) }
}
