internal import EdgeTypes

/// One connection of the client: serves one call at a time.
final class HTTPClientConnection {
  /// How long a connection is kept without a call; common servers close after 60 s or more.
  private static let idleLimit = Interval.seconds(30)

  let host: [UInt8]
  let address: SocketAddress
  private let core: HTTPClientCore
  private let stream: SocketStream
  private var account: WireAccount
  private var idleTimer: Timer?
  private var call: HTTPCall?
  private var parser = HTTPParser.reply(toHead: false, HTTPLimits())
  private var isConnected = false
  private var served = 0
  private var hasReply = false

  init(_ core: HTTPClientCore, host: [UInt8], _ address: SocketAddress) {
    (self.core, self.host, self.address) = (core, host, address)
    stream = SocketStream(on: core.loop, descriptor: -1, inputLimit: 262_144)
    account = WireAccount(isIPv6: address.isIPv6)
    stream.onBytes = { [self] in read() }
    stream.onDrained = { [self] in sent() }
    stream.onEvent = { [self] in happened($0) }
    core.meter.add(self)
  }

  var isIdle: Bool { isConnected && call == nil && stream.isOpen }

  func serve(_ call: HTTPCall) {
    (self.call, call.connection) = (call, self)
    idleTimer = nil
    let isHead = call.request.method == "HEAD"
    parser = .reply(toHead: isHead, call.request.limits)
    hasReply = false
    core.meter.limit(stream)
    if isConnected { return write(call) }
    stream.start()
    if !stream.connect(to: address) { connectFailed(.unreachable(.last)) }
  }

  private func write(_ call: HTTPCall) {
    guard let url = call.url else { return }
    served += 1
    call.expectNothing()  // The upload may be slow by our own wish.
    let line: Text = "\(call.request.method) \(url.target) HTTP/1.1\r\nHost: \(url.hostField)\r\n"
    var bytes = line.bytes
    call.request.headers.write(to: &bytes)
    let agent: Text = "User-Agent: edgepoint/\(edgePointVersion)\r\n"
    bytes += agent.bytes
    if !call.request.body.isEmpty || call.request.method == "POST" {
      let length: Text = "Content-Length: \(call.request.body.count)\r\n"
      bytes += length.bytes
    }
    stream.write(bytes + [0x0D, 0x0A] + call.request.body)
  }

  private func sent() {
    guard let call, isConnected, !hasReply else { return }
    call.expect(within: call.request.headDeadline, else: .replyTimedOut)
  }

  private func happened(_ event: SocketStream.Event) {
    switch event {
    case .connected:
      isConnected = true
      if let call { write(call) }
    case .ended: ended(.reset)
    case .failed(let error):
      isConnected ? ended(.reset) : connectFailed(HTTPFailure(connecting: error))
    }
  }

  private func connectFailed(_ failure: HTTPFailure) {
    let failed = takeCall()
    close()
    if let failed { core.couldNotConnect(failed, failure) }
  }

  private func ended(_ failure: HTTPFailure) {
    read()
    guard stream.isOpen, let call else { return close() }
    parser.end()
    if case .complete = parser.state { return complete(call) }
    let failure = hasReply ? .cutOff : failure
    // A server may close an idle connection just as the next request leaves.
    let isSafe = call.request.method == "GET" || call.request.method == "HEAD"
    let retries = served > 1 && !hasReply && !call.isRetry && isSafe
    _ = takeCall()
    close()
    if retries { core.retry(call) } else { call.finish(.failure(failure)) }
  }

  private func read() {
    let bytes = stream.take()
    guard let call else {
      if !bytes.isEmpty { close() }  // Nobody asked.
      return
    }
    if !bytes.isEmpty { hasReply = true }
    parser.feed(bytes)
    switch parser.state {
    case .head: return
    case .body: call.expectNothing()
    case .complete: complete(call)
    case .failed(let fault):
      _ = takeCall()
      close()
      call.finish(.failure(HTTPFailure(fault)))
    }
  }

  private func complete(_ call: HTTPCall) {
    let reply = HTTPReply(
      status: parser.status ?? 0, headers: parser.headers, body: parser.body)
    let keeps = parser.head?.keepsConnection == true && parser.pending.isEmpty
    let isUseful = keeps && stream.unsentBytes == 0 && parser.endsByItself
    _ = takeCall()
    parser = .reply(toHead: false, HTTPLimits())
    if isUseful { rest() } else { close() }
    call.finish(.success(reply))
  }

  private func rest() {
    core.meter.release(stream)
    idleTimer = Timer(on: core.loop, after: Self.idleLimit) { [self] in close() }
    core.serveWaiting()
  }

  private func takeCall() -> HTTPCall? {
    let taken = call
    taken?.connection = nil
    call = nil
    return taken
  }

  /// The call is over while this connection still works for it.
  func abandon(_ call: HTTPCall) {
    guard self.call === call else { return }
    _ = takeCall()
    close()
  }

  func close() {
    guard stream.isOpen else { return }
    idleTimer = nil
    core.meter.remove(self)
    // Now, since libevent frees the stream later and the group may be gone by then.
    core.meter.release(stream)
    stream.close()
    core.forget(self)
  }

  func shutDown() {
    let cut = takeCall()
    close()
    cut?.finish(.failure(.cancelled))
  }

  /// What this connection has moved since the last time.
  func measure(isLast: Bool = false) -> WireTraffic {
    account.advance(stream.descriptor, isLast: isLast)
  }
}
