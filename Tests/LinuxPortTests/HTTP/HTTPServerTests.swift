import EdgeTypes
import Testing

@testable import LinuxPort

@Suite struct HTTPServerTests {
  private let loop: EventLoop
  init() throws { loop = try EventLoop() }

  private func server(
    _ limits: HTTPServerLimits = HTTPServerLimits(), _ handler: @escaping (HTTPExchange) -> Void
  ) throws -> HTTPServer {
    try HTTPServer(on: loop, address: .home(0), limits: limits, handler: handler)
  }

  private func ask(_ server: HTTPServer, _ text: String) -> RawClient {
    let client = RawClient(loop, port: server.port)
    client.send(text)
    return client
  }

  @Test func twoRequestsOnOneConnection_areAnsweredInOrder() throws {
    let server = try server { $0.reply(status: 200, headers: ["X": "y"], body: $0.request.target) }
    let client = ask(
      server, "GET /1?a HTTP/1.1\r\n\r\nPUT /2 HTTP/1.1\r\nContent-Length: 1\r\n\r\nz")
    loop.run { client.text.hasSuffix("/2") }
    let one = "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 4\r\n\r\n/1?a"
    #expect(client.text == one + "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length: 2\r\n\r\n/2")
    #expect(client.end == .open)
    client.close()
  }

  @Test func request_isHandedOverWhole() throws {
    var seen: HTTPRequest?
    let server = try server {
      seen = $0.request
      $0.reply(status: 204)
    }
    let client = ask(server, "MOVE /p?q=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc")
    loop.run { seen != nil }
    #expect(seen?.method == Array("MOVE".utf8))
    #expect(seen?.path == Array("/p".utf8))
    #expect(seen?.query == Array("q=1".utf8))
    #expect(seen?.body == Array("abc".utf8))
    #expect(seen?.peer?.bytes == [127, 0, 0, 1])
    client.close()
  }

  @Test(arguments: [
    ("nonsense\r\n\r\n", "400"),
    ("GET / HTTP/1.1\r\nA: \(String(repeating: "x", count: 9_000))\r\n\r\n", "431"),
    ("POST / HTTP/1.1\r\nContent-Length: 2097153\r\n\r\n", "413"),
  ])
  func badRequest_neverReachesTheHandler(text: String, status: String) throws {
    var calls = 0
    let server = try server { _ in calls += 1 }
    let client = ask(server, text)
    loop.run { client.end != .open }
    #expect(client.text.hasPrefix("HTTP/1.1 \(status) "))
    #expect(client.end == .ended)
    #expect(calls == 0)
  }

  @Test func lateReply_arrives_andAfterTheClientLeftItIsHarmless() throws {
    var kept: [HTTPExchange] = []
    var closes = 0
    let server = try server {
      $0.onClose { closes += 1 }
      kept.append($0)
    }
    let (patient, hasty) = (
      ask(server, "GET / HTTP/1.1\r\n\r\n"), ask(server, "GET / HTTP/1.1\r\n\r\n")
    )
    loop.run { kept.count == 2 }
    hasty.close()
    loop.run { closes == 1 }
    #expect(kept.filter(\.isOpen).count == 1)
    for exchange in kept {
      exchange.reply(status: 200, body: [0x78])
      exchange.sendChunk([1])
      exchange.reset()
    }
    loop.run { patient.text.hasSuffix("\r\n\r\nx") }
    #expect(patient.text.hasSuffix("\r\n\r\nx"))
    #expect(closes == 1)
    patient.close()
  }

  @Test func exchangeForgotten_closesTheConnection() throws {
    let server = try server { _ in }
    let client = ask(server, "GET / HTTP/1.1\r\n\r\n")
    loop.run { client.end != .open }
    #expect(client.end == .ended)
    #expect(server.connections == 0)
  }

  @Test func chunks_areSentOneByOne() throws {
    let server = try server { exchange in
      exchange.beginChunked(status: 200)
      var left = 3
      exchange.onSent {
        left -= 1
        left >= 0 ? exchange.sendChunk([UInt8](repeating: 0x61, count: 17)) : exchange.finish()
      }
    }
    let client = ask(server, "GET / HTTP/1.1\r\n\r\n")
    loop.run { client.text.hasSuffix("0\r\n\r\n") }
    var parser = HTTPParser.reply(toHead: false, HTTPLimits(bodyBytes: 100))
    parser.feed(client.received)
    #expect(parser.state == .complete)
    #expect(parser.body == [UInt8](repeating: 0x61, count: 51))
    client.close()
  }

  @Test func faults_canBeSent() throws {
    let server = try server { exchange in
      switch Text(exchange.request.path) {
      case "/raw":
        exchange.sendRaw(Array("SSH-2.0-x\n".utf8))
        exchange.closeAfterSending()
      case "/short":
        exchange.beginFixed(status: 200, announcedLength: 100)
        exchange.sendRaw([0x61])
        exchange.closeAfterSending()
      default: exchange.reset()
      }
    }
    let raw = ask(server, "GET /raw HTTP/1.1\r\n\r\n")
    let short = ask(server, "GET /short HTTP/1.1\r\n\r\n")
    let reset = ask(server, "GET /reset HTTP/1.1\r\n\r\n")
    loop.run { raw.end != .open && short.end != .open && reset.end != .open }
    #expect(raw.text == "SSH-2.0-x\n" && raw.end == .ended)
    #expect(short.text.hasSuffix("\r\n\r\na") && short.end == .ended)
    #expect(reset.text.isEmpty && reset.end == .reset)
  }

  @Test func tooManyConnections_wait_untilOneLeaves() throws {
    var limits = HTTPServerLimits()
    limits.connections = 2
    let server = try server(limits) { $0.reply(status: 200) }
    let idle = [RawClient(loop, port: server.port), RawClient(loop, port: server.port)]
    loop.run { server.connections == 2 }
    let third = ask(server, "GET / HTTP/1.1\r\n\r\n")
    loop.run(atMost: .milliseconds(50))
    #expect(third.received.isEmpty && server.connections == 2)
    idle[0].close()
    loop.run { !third.received.isEmpty }
    #expect(third.text.hasPrefix("HTTP/1.1 200"))
    idle[1].close()
    third.close()
  }

  @Test func silentAndTricklingClients_areClosed() throws {
    var limits = HTTPServerLimits()
    (limits.idle, limits.request) = (.milliseconds(20), .milliseconds(100))
    let server = try server(limits) { _ in }
    let (silent, slow) = (RawClient(loop, port: server.port), ask(server, "G"))
    let drip = LinuxPort.Timer(on: loop, every: .milliseconds(10)) { slow.send("E") }
    loop.run { silent.end != .open && slow.end != .open }
    #expect(silent.end != .open && slow.end != .open)
    drip.cancel()
  }

  @Test func droppedServer_closesEverything_andKeptExchangesAreInert() throws {
    var kept: HTTPExchange?
    var server: HTTPServer? = try server { kept = $0 }
    let client = ask(try #require(server), "GET / HTTP/1.1\r\n\r\n")
    loop.run { kept != nil }
    server = nil
    kept?.reply(status: 200)
    loop.run { client.end != .open }
    #expect(client.received.isEmpty && client.end != .open)
  }

  @Test func connectionClose_isHonoured_andHeadHasNoBody() throws {
    let server = try server { $0.reply(status: 200, body: [1, 2, 3]) }
    let client = ask(server, "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n")
    loop.run { client.end != .open }
    #expect(client.text == "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n")
  }

  @Test func portInUse_isTheKernelsError() throws {
    let server = try server { _ in }
    #expect(throws: Errno(code: 98)) {
      _ = try HTTPServer(on: loop, address: .home(server.port)) { _ in }
    }
  }
}
