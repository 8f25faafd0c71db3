public import EdgeTypes

/// An HTTP/1.1 client on the loop: many calls at once, connections reused, memory and time bounded,
/// and an upload limit that is exact on the wire.
///
/// Opens no file, so it works inside the sandbox; name servers are given as text.
public final class HTTPClient {
  private let core: HTTPClientCore

  /// - Parameter maximumConnections: further calls wait their turn.
  public init(on loop: EventLoop, nameServers: [[UInt8]] = [], maximumConnections: Int = 16) {
    core = HTTPClientCore(loop, max(1, maximumConnections))
    core.resolver.use(nameServers)
  }

  deinit { core.shutDown() }

  /// Addresses such as `192.0.2.53` or `[2001:db8::1]:53`; what is none is skipped.
  public func setNameServers(_ servers: [[UInt8]]) { core.resolver.use(servers) }

  /// Starts a call; `completion` runs once, later, on the loop.
  ///
  /// The call lives on if the handle is dropped.
  @discardableResult public func send(
    _ request: HTTPClientRequest, completion: @escaping (Result<HTTPReply, HTTPFailure>) -> Void
  ) -> HTTPCall {
    let call = HTTPCall(core, request, completion)
    core.start(call)
    return call
  }

  /// What all connections together may put on the wire, every layer's headers included; nil = no
  /// limit.
  public func setUploadLimit(_ limit: BitRate?) { core.meter.setLimit(limit) }

  /// Bytes on the wire since the client was made: Ethernet, IP and TCP headers, retransmissions,
  /// acknowledgements and connection control included. At most 100 ms old.
  public var wireBytesSent: UInt64 { core.meter.sent }
  public var wireBytesReceived: UInt64 { core.meter.received }
  public var openConnections: Int { core.connections.count }
}

/// One request on its way.
public final class HTTPCall {
  let request: HTTPClientRequest
  var url: HTTPURL?
  /// Addresses still to be tried.
  var candidates: [SocketAddress] = []
  var connection: HTTPClientConnection?
  /// Already sent once on a reused connection that turned out to be closed.
  var isRetry = false
  private let core: HTTPClientCore
  private var completion: ((Result<HTTPReply, HTTPFailure>) -> Void)?
  private var phaseTimer: Timer?
  private var totalTimer: Timer?

  init(
    _ core: HTTPClientCore, _ request: HTTPClientRequest,
    _ completion: @escaping (Result<HTTPReply, HTTPFailure>) -> Void
  ) {
    (self.core, self.request, self.completion) = (core, request, completion)
    url = HTTPURL(request.url, .request)
    totalTimer = Timer(on: core.loop, after: request.totalDeadline) { [self] in
      finish(.failure(.tookTooLong))
    }
  }

  public var isFinished: Bool { completion == nil }

  /// Ends the call with `cancelled`, from the loop; without effect once it has finished.
  public func cancel() { if !isFinished { fail(.cancelled) } }

  /// Fails from the loop rather than inside the caller.
  func fail(_ failure: HTTPFailure) {
    totalTimer = nil
    phaseTimer = Timer(on: core.loop, after: .zero) { [self] in finish(.failure(failure)) }
  }

  func expect(within interval: Interval, else failure: HTTPFailure) {
    phaseTimer = Timer(on: core.loop, after: interval) { [self] in finish(.failure(failure)) }
  }

  func expectNothing() { phaseTimer = nil }

  /// Lets go of everything and tells the caller; the first result counts.
  func finish(_ result: Result<HTTPReply, HTTPFailure>) {
    guard let told = completion else { return }
    completion = nil
    (phaseTimer, totalTimer) = (nil, nil)
    core.done(self)
    told(result)
  }
}
