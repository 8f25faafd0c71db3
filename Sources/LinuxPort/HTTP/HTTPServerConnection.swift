internal import EdgeTypes

/// One client of the server: reads requests one after the other and sends the replies in order.
final class HTTPServerConnection {
  private enum Phase {
    case reading
    /// The handler has the request; what the client sends meanwhile waits.
    case handling
    /// The reply is complete but not all sent; then the next request or the end.
    case finishing(keep: Bool)
    /// All is said; waiting for the client to close, since closing first with its bytes unread
    /// would reset the connection and take the reply with it.
    case lingering
  }

  /// How long a client may take to close after the last reply.
  private static let linger = Interval.seconds(2)

  let stream: SocketStream
  let peer: SocketAddress?
  /// Which exchange may speak; earlier ones have had their turn.
  private(set) var turn = 0
  /// Told once when the connection ends while an exchange is open.
  var onClose: () -> Void = {}
  /// Told whenever everything written has been sent.
  var onDrained: () -> Void = {}
  private let service: HTTPService
  private var parser: HTTPParser
  private var phase = Phase.reading
  private var deadline: Instant
  private var hasBegun = false
  private var unsentBefore = 0

  init(_ service: HTTPService, _ stream: SocketStream, _ peer: SocketAddress?) {
    (self.service, self.stream, self.peer) = (service, stream, peer)
    parser = .request(service.limits.message)
    deadline = MonotonicClock.now().advanced(by: service.limits.idle)
    stream.onBytes = { [self] in readMore() }
    stream.onDrained = { [self] in drained() }
    stream.onEvent = { [self] in happened($0) }
    stream.start()
  }

  /// Ends at once; what was not sent is lost.
  func close() { end { stream.close() } }
  func reset() { end { stream.reset() } }

  private func end(_ how: () -> Void) {
    guard stream.isOpen else { return }
    turn += 1
    how()
    let told = onClose
    (onClose, onDrained) = ({}, {})
    service.forget(self)
    told()
  }

  func checkDeadline(_ now: Instant) {
    guard deadline <= now else { return }
    let unsent = stream.unsentBytes
    if unsent > 0, unsent < unsentBefore {  // Slow, but it moves.
      deadline = now.advanced(by: service.limits.idle)
      unsentBefore = unsent
    } else {
      close()
    }
  }

  private func allow(_ interval: Interval) {
    deadline = MonotonicClock.now().advanced(by: interval)
  }

  private func happened(_ event: SocketStream.Event) {
    // A client that has sent all it will may still be reading the reply.
    if case .ended = event, case .finishing = phase {
      phase = .finishing(keep: false)
    } else {
      close()
    }
  }

  private func readMore() {
    if case .lingering = phase { _ = stream.take() }
    guard case .reading = phase else { return }
    let bytes = stream.take()
    if !hasBegun, !bytes.isEmpty {
      hasBegun = true
      allow(service.limits.request)
    }
    parser.feed(bytes)
    serve()
  }

  private func serve() {
    switch parser.state {
    case .head, .body: return
    case .complete: handle()
    case .failed(let fault): refuse(fault)
    }
  }

  private func handle() {
    guard let head = parser.head, case .request(let method, let target) = head.start else { return }
    phase = .handling
    deadline = .distantFuture
    let request = HTTPRequest(
      method: method, target: target, headers: head.headers, body: parser.body, peer: peer)
    let exchange = HTTPExchange(
      request, self, turn, keep: head.keepsConnection && head.minorVersion >= 1)
    service.handler(exchange)
  }

  private func refuse(_ fault: HTTPFault) {
    let status: Int
    switch fault {
    case .headTooLarge: status = 431
    case .bodyTooLarge: status = 413
    case .malformed, .cutOff: status = 400
    }
    phase = .handling
    let line: Text = "HTTP/1.1 \(status) \(HTTPStatus.reason(status))\r\n"
    write(line.bytes + Text("Connection: close\r\nContent-Length: 0\r\n\r\n").bytes)
    finish(keep: false)
  }

  func write(_ bytes: [UInt8]) {
    stream.write(bytes)
    guard stream.unsentBytes > 0 else { return }
    allow(service.limits.idle)
    unsentBefore = stream.unsentBytes
  }

  /// The exchange has written all it wants to.
  func finish(keep: Bool) {
    turn += 1
    (onClose, onDrained) = ({}, {})
    phase = .finishing(keep: keep)
    allow(service.limits.idle)
    if stream.unsentBytes == 0 { drained() }
  }

  private func drained() {
    switch phase {
    case .reading, .lingering: return
    case .handling:
      deadline = .distantFuture
      onDrained()
    case .finishing(keep: false):
      phase = .lingering
      allow(Self.linger)
      stream.endOutput()
      _ = stream.take()
    case .finishing(keep: true): next()
    }
  }

  private func next() {
    let waiting = parser.pending
    parser = .request(service.limits.message)
    phase = .reading
    hasBegun = !waiting.isEmpty
    allow(hasBegun ? service.limits.request : service.limits.idle)
    parser.feed(waiting)
    serve()
    readMore()
  }
}
