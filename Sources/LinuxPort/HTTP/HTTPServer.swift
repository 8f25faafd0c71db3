internal import CLinux
public import EdgeTypes

/// What a server grants to strangers.
public struct HTTPServerLimits: Sendable {
  public var message = HTTPLimits()
  /// Further connections wait in the kernel's queue.
  public var connections = 64
  /// How long a connection may be silent between requests, or while it takes a reply.
  public var idle = Interval.seconds(60)
  /// How long a request may take to arrive, however slowly it trickles.
  public var request = Interval.seconds(30)
  public init() {}
}

/// An HTTP/1.1 server on the loop, over libevent's listener and buffers.
///
/// Every method and path reaches the handler; what is not HTTP is answered with 400 and never does.
public final class HTTPServer {
  /// The port in use; the one that the kernel chose if 0 was asked for.
  public let port: UInt16
  private let service: HTTPService
  private let listener: StreamListener
  private let sweep: Timer

  /// - Parameter handler: gets each request; it may answer at once or keep the exchange for later.
  /// - Throws: why the address cannot be bound.
  public init(
    on loop: EventLoop, address: SocketAddress, limits: HTTPServerLimits = HTTPServerLimits(),
    handler: @escaping (HTTPExchange) -> Void
  ) throws(Errno) {
    let socket = try bindTCP(address)
    port = ep_local_port(socket.raw)
    let service = HTTPService(loop, limits, handler)
    listener = try StreamListener(on: loop, taking: socket) { descriptor, peer in
      service.accept(descriptor, peer)
    }
    sweep = Timer(on: loop, every: .milliseconds(250)) { service.sweep() }
    self.service = service
    let listener = listener
    service.setAccepting = { if listener.isAccepting != $0 { listener.isAccepting = $0 } }
  }

  /// Closes every connection; kept exchanges become inert.
  deinit { service.shutDown() }

  public var connections: Int { service.connections.count }
}

/// The part of the server that its callbacks keep.
final class HTTPService {
  let loop: EventLoop
  let limits: HTTPServerLimits
  let handler: (HTTPExchange) -> Void
  var setAccepting: (Bool) -> Void = { _ in }
  private(set) var connections: [HTTPServerConnection] = []
  private var isRunning = true

  init(
    _ loop: EventLoop, _ limits: HTTPServerLimits, _ handler: @escaping (HTTPExchange) -> Void
  ) {
    (self.loop, self.limits, self.handler) = (loop, limits, handler)
  }

  func accept(_ descriptor: Int32, _ peer: SocketAddress?) {
    let owned = FileDescriptor(taking: descriptor)
    guard isRunning, connections.count < limits.connections else { return }
    setNoDelay(owned.raw)
    let stream = SocketStream(
      on: loop, descriptor: owned.release(), inputLimit: limits.message.headBytes + 65_536)
    connections.append(HTTPServerConnection(self, stream, peer))
    setAccepting(connections.count < limits.connections)
  }

  func forget(_ connection: HTTPServerConnection) {
    connections.removeAll { $0 === connection }
    if isRunning { setAccepting(true) }
  }

  func sweep() {
    let now = MonotonicClock.now()
    for connection in connections { connection.checkDeadline(now) }
  }

  func shutDown() {
    isRunning = false
    setAccepting = { _ in }
    for connection in connections { connection.close() }
  }
}

private func bindTCP(_ address: SocketAddress) throws(Errno) -> FileDescriptor {
  let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
  let raw = socket(address.isIPv6 ? AF_INET6 : AF_INET, kind, 0)
  guard raw >= 0 else { throw .last }
  let owned = FileDescriptor(taking: raw)
  var one: Int32 = 1
  setsockopt(raw, SOL_SOCKET, SO_REUSEADDR, &one, 4)
  if address.isIPv6 { setsockopt(raw, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &one, 4) }
  guard address.withKernelForm({ ep_bind(raw, $0, socklen_t($1)) }) == 0 else { throw .last }
  return owned
}

/// Without Nagle's delay: messages are written whole, so there is nothing to wait for.
func setNoDelay(_ descriptor: Int32) {
  var one: Int32 = 1
  setsockopt(descriptor, Int32(IPPROTO_TCP), ep_tcp_nodelay(), &one, 4)
}
