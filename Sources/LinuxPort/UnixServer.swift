internal import CLinux
internal import EdgeTypes

/// What a Unix socket server grants to its clients.
public struct UnixServerLimits: Sendable {
  /// Further clients wait in the kernel's queue.
  public var connections = 16
  /// The longest message, without its delimiter; a longer one ends the connection.
  public var messageBytes = 65_536
  /// What may wait for a client that does not read; more ends the connection.
  public var backlogBytes = 1 << 20
  public init() {}
}

/// A SOCK_STREAM server at a path, for messages that end in one delimiter byte (Varlink: NUL).
///
/// The socket file is removed when the server goes away, if it is still ours.
public final class UnixServer {
  private let path: [UInt8]
  private let identity: FileIdentity?
  private let service: UnixService
  private let listener: StreamListener

  /// - Parameters:
  ///   - mode: permissions of the socket file, set before anyone can connect.
  ///   - group: who owns it beside us; one that does not exist is left out, see `hasGroup`.
  ///   - onConnect: sets `onMessage` and `onClose` of the new connection.
  /// - Throws: `exists` if something other than a dead socket is at the path, EADDRINUSE if another
  ///   server answers there, or the kernel's error.
  public init(
    on loop: EventLoop, path: [UInt8], mode: UInt32 = 0o660, group: [UInt8]? = nil,
    delimiter: UInt8 = 0, limits: UnixServerLimits = UnixServerLimits(),
    onConnect: @escaping (UnixConnection) -> Void
  ) throws(Errno) {
    let gid = group.flatMap { Accounts.group(named: $0) }
    let socket = try UnixSocket.bind(path, mode: mode, gid: gid)
    let service = UnixService(loop, limits, delimiter, onConnect)
    listener = try StreamListener(on: loop, taking: socket) { descriptor, _ in
      service.accept(descriptor)
    }
    hasGroup = gid != nil
    identity = FileIdentity(path)
    (self.path, self.service) = (path, service)
    let listener = listener
    service.setAccepting = { if listener.isAccepting != $0 { listener.isAccepting = $0 } }
  }

  /// Whether the group that was asked for exists.
  public let hasGroup: Bool

  deinit {
    service.shutDown()
    if let identity, FileIdentity(path) == identity { unlink(path.cString) }
  }
}

/// Which file a name means now.
struct FileIdentity: Equatable {
  let device: UInt64
  let inode: UInt64

  init?(_ path: [UInt8]) {
    var facts = stat()
    guard lstat(path.cString, &facts) == 0 else { return nil }
    (device, inode) = (UInt64(facts.st_dev), UInt64(facts.st_ino))
  }
}

final class UnixService {
  let limits: UnixServerLimits
  let delimiter: UInt8
  var setAccepting: (Bool) -> Void = { _ in }
  private let loop: EventLoop
  private let onConnect: (UnixConnection) -> Void
  private var connections: [UnixConnection] = []
  private var isRunning = true

  init(
    _ loop: EventLoop, _ limits: UnixServerLimits, _ delimiter: UInt8,
    _ onConnect: @escaping (UnixConnection) -> Void
  ) {
    (self.loop, self.limits) = (loop, limits)
    (self.delimiter, self.onConnect) = (delimiter, onConnect)
  }

  func accept(_ descriptor: Int32) {
    let owned = FileDescriptor(taking: descriptor)
    guard isRunning, connections.count < limits.connections,
      let peer = PeerCredentials(of: owned.raw)
    else { return }
    let stream = SocketStream(on: loop, descriptor: owned.release(), inputLimit: 65_536)
    let connection = UnixConnection(self, stream, peer)
    connections.append(connection)
    setAccepting(connections.count < limits.connections)
    onConnect(connection)
  }

  func forget(_ connection: UnixConnection) {
    connections.removeAll { $0 === connection }
    if isRunning { setAccepting(true) }
  }

  func shutDown() {
    isRunning = false
    setAccepting = { _ in }
    for connection in connections { connection.close() }
  }
}
