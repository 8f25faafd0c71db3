internal import CEvent
internal import EdgeTypes

/// Finds or makes a connection for each call.
final class HTTPClientCore {
  /// Addresses tried for one call.
  static let maximumCandidates = 4

  let loop: EventLoop
  let meter: WireMeter
  let resolver: Resolver
  private(set) var connections: [HTTPClientConnection] = []
  private let maximumConnections: Int
  /// Calls with an address that wait for a connection to become free.
  private var waiting: [HTTPCall] = []
  private var isRunning = true

  init(_ loop: EventLoop, _ maximumConnections: Int) {
    (self.loop, self.maximumConnections) = (loop, maximumConnections)
    meter = WireMeter(loop)
    resolver = Resolver(loop)
  }

  func start(_ call: HTTPCall) {
    guard let url = call.url else { return call.fail(.badURL) }
    call.expect(within: call.request.headDeadline, else: .connectTimedOut)
    if !call.isRetry, let idle = idleConnection(for: call, url) { return idle.serve(call) }
    if let address = url.address {
      return found([SocketAddress(address, port: url.port)], for: call)
    }
    meter.countDatagrams(2, payload: url.host.count + 18)
    resolver.resolve(url.host, port: url.port) { [self] answer in
      guard !call.isFinished else { return }
      switch answer {
      case .success(let addresses): found(addresses, for: call)
      case .failure(let failure): call.fail(failure)
      }
    }
  }

  private func idleConnection(for call: HTTPCall, _ url: HTTPURL) -> HTTPClientConnection? {
    connections.first {
      $0.isIdle && $0.host == url.host && $0.address.port == url.port
        && call.request.mayConnect($0.address)
    }
  }

  private func found(_ addresses: [SocketAddress], for call: HTTPCall) {
    let allowed = addresses.filter { call.request.mayConnect($0) }
    guard !allowed.isEmpty else { return call.fail(.addressForbidden) }
    call.candidates = Array(allowed.prefix(Self.maximumCandidates))
    connect(call)
  }

  private func connect(_ call: HTTPCall) {
    guard let url = call.url, let address = call.candidates.first else { return }
    if connections.count >= maximumConnections, let idle = connections.first(where: { $0.isIdle }) {
      idle.close()
    }
    guard connections.count < maximumConnections else {
      waiting.append(call)
      return
    }
    call.candidates.removeFirst()
    let connection = HTTPClientConnection(self, host: url.host, address)
    connections.append(connection)
    connection.serve(call)
  }

  /// A connection could not be made: the next address has its turn.
  func couldNotConnect(_ call: HTTPCall, _ failure: HTTPFailure) {
    call.candidates.isEmpty ? call.fail(failure) : connect(call)
  }

  /// A reused connection was closed under a request that may safely be sent again.
  func retry(_ call: HTTPCall) {
    call.isRetry = true
    start(call)
  }

  func done(_ call: HTTPCall) {
    waiting.removeAll { $0 === call }
    call.connection?.abandon(call)
    call.connection = nil
  }

  func forget(_ connection: HTTPClientConnection) {
    connections.removeAll { $0 === connection }
    serveWaiting()
  }

  /// A connection became idle or went away.
  func serveWaiting() {
    guard isRunning, !waiting.isEmpty else { return }
    let call = waiting.removeFirst()
    guard let url = call.url else { return }
    if let idle = idleConnection(for: call, url) { idle.serve(call) } else { connect(call) }
  }

  func shutDown() {
    isRunning = false
    for call in waiting { call.finish(.failure(.cancelled)) }
    for connection in connections { connection.shutDown() }
    meter.stop()
  }
}
