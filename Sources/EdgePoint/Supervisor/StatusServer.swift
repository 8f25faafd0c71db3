internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// The status socket: carries bytes between clients and their protocol engines.
final class StatusServer {
  static let group: StaticString = "edgepoint"
  /// How often an address that could not be taken is tried again.
  private static let retrySeconds = 10

  private let loop: EventLoop
  private let log: Log
  private unowned(unsafe) let service: Supervisor
  private var path: [UInt8] = []
  private var server: UnixServer?
  private var clients: [StatusClientSession] = []
  private var lastSent = StatusDocument()
  private var secondsToRetry = 0

  init(on loop: EventLoop, log: Log, service: Supervisor) {
    (self.loop, self.log, self.service) = (loop, log, service)
  }

  /// Moves the socket to `path`; clients of the old one are disconnected.
  func listen(at path: [UInt8]) {
    (server, clients, self.path) = (nil, [], path)
    open()
  }

  private func open() {
    secondsToRetry = Self.retrySeconds
    do throws(FileError) { try Files.makeDirectory(Files.directory(of: path)) } catch {
      log.error("no status socket: its folder: \(error.text)", ["path": Text(path)])
      return
    }
    do throws(Errno) {
      server = try UnixServer(on: loop, path: path, group: Text(Self.group).bytes) {
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
    if peer.uid == 0 || peer.uid == service.machine.userID { return .change }
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
    case .status, .monitor: return .status(service.document)
    case .reload: return service.reload()
    case .pause:
      service.setOwnerPaused(true)
      return .done
    case .resume:
      service.setOwnerPaused(false)
      return .done
    }
  }

  /// Tells those who monitor what has changed.
  func everySecond() {
    if server == nil {
      secondsToRetry -= 1
      if secondsToRetry <= 0 { open() }
    }
    guard clients.contains(where: { $0.engine.isMonitoring }) else { return }
    let document = service.document
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
