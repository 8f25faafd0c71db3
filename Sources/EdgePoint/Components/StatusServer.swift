internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// The status socket: carries bytes between clients and their protocol engines.
final class StatusServer: Component {
  static let group: StaticString = "edgepoint"
  /// How often an address that could not be taken is tried again.
  private static let retrySeconds = 10

  private let context: ServiceContext
  private let log: Log
  private var path: [UInt8]?
  private var isClosed = false
  private var server: UnixServer?
  private var clients: [StatusClientSession] = []
  private var lastSent = StatusDocument()
  private var secondsToRetry = 0

  init(_ context: ServiceContext) { (self.context, log) = (context, context.log) }

  /// Moves the socket if it has another path now; clients of the old one are disconnected.
  func apply(_ config: Config, at now: Instant) {
    guard config.status.socket != path else { return }
    (server, clients, path) = (nil, [], config.status.socket)
    open()
  }

  /// The service ends: no request is taken any more.
  func close() { (server, clients, isClosed) = (nil, [], true) }

  private func open() {
    guard let path, !isClosed else { return }
    secondsToRetry = Self.retrySeconds
    do throws(FileError) { try Files.makeDirectory(Files.directory(of: path)) } catch {
      log.error("no status socket: its folder: \(error.text)", ["path": Text(path)])
      return
    }
    do throws(Errno) {
      server = try UnixServer(on: context.loop, path: path, group: Text(Self.group).bytes) {
        [unowned(unsafe) self] in self.welcome($0)
      }
    } catch {
      log.error("no status socket: \(error.text)", ["path": Text(path)])
    }
  }

  private func welcome(_ connection: UnixConnection) {
    let session = StatusClientSession(connection, rights: rights(of: connection.peer))
    clients.append(session)
    connection.onMessage = { [unowned(unsafe) self] in self.serve(session, $0) }
    connection.onClose = { [unowned(unsafe) self] in self.clients.removeAll { $0 === session } }
  }

  /// Root and the user that the service runs as change, the group `edgepoint` reads.
  private func rights(of peer: PeerCredentials) -> VarlinkRights {
    if peer.uid == 0 || peer.uid == context.machine.userID { return .change }
    guard let group = Accounts.group(named: Text(Self.group).bytes) else { return .none }
    return peer.belongs(to: group) ? .read : .none
  }

  private func serve(_ session: StatusClientSession, _ message: [UInt8]) {
    session.engine.receive(message + [0])
    while let step = session.engine.next() {
      switch step {
      case .send(let reply): session.send(reply)
      case .perform(let request):
        if let reply = session.engine.answer(perform(request)) { session.send(reply) }
      case .close:
        clients.removeAll { $0 === session }
        session.connection.close()
      }
    }
  }

  private func perform(_ request: VarlinkRequest) -> VarlinkOutcome {
    switch request {
    case .status, .monitor: return .status(context.document)
    case .reload: return context.reload()
    case .pause:
      context.setOwnerPaused(true)
      return .done
    case .resume:
      context.setOwnerPaused(false)
      return .done
    }
  }

  /// Tells those who monitor what has changed.
  func tick(at now: Instant) {
    tellMonitors()
    context.served(.status)
  }

  private func tellMonitors() {
    if server == nil {
      secondsToRetry -= 1
      if secondsToRetry <= 0 { open() }
    }
    guard clients.contains(where: { $0.engine.isMonitoring }) else { return }
    let document = context.document
    lastSent.uptimeSeconds = document.uptimeSeconds
    guard document != lastSent else { return }
    lastSent = document
    for client in clients where client.engine.isMonitoring {
      if let reply = client.engine.answer(.status(document)) { client.send(reply) }
    }
  }
}

/// One client: its connection and its conversation.
final class StatusClientSession {
  let connection: UnixConnection
  var engine: VarlinkConnection

  init(_ connection: UnixConnection, rights: VarlinkRights) {
    self.connection = connection
    engine = VarlinkConnection(rights: rights)
  }

  /// The port adds the delimiter that the engine has put there too.
  func send(_ reply: [UInt8]) { connection.send(Array(reply.dropLast())) }
}
