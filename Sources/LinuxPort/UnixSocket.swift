internal import CLinux
public import EdgeTypes

/// Stream sockets at paths, for both sides.
enum UnixSocket {
  /// The longest path; the kernel's field is one longer (unix(7)).
  static let maximumPath = 107

  static func make() throws(Errno) -> FileDescriptor {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let raw = socket(AF_UNIX, kind, 0)
    guard raw >= 0 else { throw .last }
    return FileDescriptor(taking: raw)
  }

  /// A socket bound to `path`; a dead one that lies there is replaced, anything else is not.
  static func bind(_ path: [UInt8], mode: UInt32, gid: UInt32?) throws(Errno) -> FileDescriptor {
    try removeDeadSocket(path)
    let socket = try make()
    // The mask, not a later chmod: at no moment may others connect.
    let mask = umask(~mode & 0o777)
    let result = withAddress(path) { ep_bind(socket.raw, $0, $1) }
    let error = Errno.last
    umask(mask)
    guard result == 0 else { throw error }
    if let gid, chown(path.cString, ~0, gid) != 0 { throw .last }
    return socket
  }

  private static func removeDeadSocket(_ path: [UInt8]) throws(Errno) {
    var facts = stat()
    guard lstat(path.cString, &facts) == 0 else { return }
    guard facts.st_mode & UInt32(S_IFMT) == UInt32(S_IFSOCK) else { throw .exists }
    do throws(Errno) {
      _ = try connect(path)
    } catch {
      guard error == .connectionRefused else { throw error }
      guard unlink(path.cString) == 0 || ep_errno() == ENOENT else { throw .last }
      return
    }
    throw Errno(code: EADDRINUSE)
  }

  static func connect(_ path: [UInt8]) throws(Errno) -> FileDescriptor {
    let socket = try make()
    let result = withAddress(path) { ep_connect(socket.raw, $0, $1) }
    guard result == 0 else { throw .last }
    return socket
  }

  /// -1 with ENAMETOOLONG if the path does not fit.
  private static func withAddress(
    _ path: [UInt8], _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // Too long for the kernel is said by the kernel: an empty name cannot be bound by accident.
    let size = path.count <= maximumPath ? MemoryLayout<sockaddr_un>.size : 0
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.prefix(maximumPath)) }
    return withUnsafePointer(to: &address) { pointer in
      let generic = UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self)
      return body(generic, socklen_t(size))
    }
  }
}

/// The asking side of a `UnixServer`, for commands: it waits, and always for a bounded time.
@frozen public struct UnixClient: ~Copyable {
  private let socket: FileDescriptor
  private let delimiter: UInt8
  private var partial: [UInt8] = []

  /// - Throws: `notFound` if nobody has made the socket, `connectionRefused` if nobody listens,
  ///   `accessDenied`.
  public init(path: [UInt8], delimiter: UInt8 = 0) throws(Errno) {
    socket = try UnixSocket.connect(path)
    self.delimiter = delimiter
  }

  /// Sends a message and the delimiter.
  public borrowing func send(_ message: [UInt8], timeout: Interval) throws(Errno) {
    ep_set_send_timeout(socket.raw, timeout.secondsPart, timeout.microsecondsPart)
    try socket.writeAll(message + [delimiter])
  }

  /// The next message without its delimiter.
  ///
  /// - Throws: `again` after `timeout`, `brokenPipe` if the server has gone, `tooLarge`.
  public mutating func receive(atMost limit: Int, timeout: Interval) throws(Errno) -> [UInt8] {
    ep_set_receive_timeout(socket.raw, timeout.secondsPart, timeout.microsecondsPart)
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
      if let end = partial.firstIndex(of: delimiter) {
        let message = Array(partial[..<end])
        partial.removeFirst(end + 1)
        return message
      }
      guard partial.count <= limit else { throw .tooLarge }
      let count = recv(socket.raw, &chunk, chunk.count, 0)
      guard count > 0 else {
        let error = count == 0 ? .brokenPipe : Errno.last
        if error == .interrupted { continue }
        throw error
      }
      partial += chunk[..<count]
    }
  }
}

extension Interval {
  fileprivate var secondsPart: Int { Int(clamping: wholeSeconds) }
  fileprivate var microsecondsPart: Int { Int(microseconds % 1_000_000) }
}
