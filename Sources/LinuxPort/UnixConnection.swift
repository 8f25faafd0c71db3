internal import CLinux

/// Who is at the other end of a Unix socket, by the kernel's word at connect time (unix(7)).
public struct PeerCredentials: Equatable, Sendable {
  public let pid: Int32
  public let uid: UInt32
  public let gid: UInt32
  /// The supplementary groups; empty if the kernel does not say (before Linux 4.13).
  public let groups: [UInt32]

  init?(of descriptor: Int32) {
    var credentials = ucred()
    var size = socklen_t(MemoryLayout<ucred>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 else {
      return nil
    }
    (pid, uid, gid) = (credentials.pid, credentials.uid, credentials.gid)
    var groups = [UInt32](repeating: 0, count: 256)
    size = socklen_t(groups.count * 4)
    let known = getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, &groups, &size) == 0
    self.groups = known ? Array(groups.prefix(Int(size) / 4)) : []
  }

  public func belongs(to group: UInt32) -> Bool { gid == group || groups.contains(group) }
}

/// One client of a `UnixServer`.
public final class UnixConnection {
  public let peer: PeerCredentials
  /// Gets each message without its delimiter: a stranger's bytes.
  public var onMessage: ([UInt8]) -> Void = { _ in }
  /// Called once when the connection has ended for any reason but `close()`.
  public var onClose: () -> Void = {}
  private let service: UnixService
  private let stream: SocketStream
  private var partial: [UInt8] = []
  private var isEnding = false

  init(_ service: UnixService, _ stream: SocketStream, _ peer: PeerCredentials) {
    (self.service, self.stream, self.peer) = (service, stream, peer)
    stream.onBytes = { [self] in read() }
    stream.onDrained = { [self] in if isEnding { end() } }
    stream.onEvent = { [self] event in
      // A client that is done asking may still be reading.
      if case .ended = event, stream.unsentBytes > 0 { isEnding = true } else { end() }
    }
    stream.start()
  }

  public var isOpen: Bool { stream.isOpen }

  /// Sends a message and the delimiter; false if the connection is closed, also because too much
  /// waits for this client already.
  @discardableResult public func send(_ message: [UInt8]) -> Bool {
    guard isOpen, !isEnding else { return false }
    guard stream.unsentBytes + message.count < service.limits.backlogBytes else {
      end()
      return false
    }
    stream.write(message + [service.delimiter])
    return true
  }

  /// Ends the connection once everything has been sent.
  public func closeAfterSending() {
    isEnding = true
    if stream.unsentBytes == 0 { close() }
  }

  public func close() {
    onClose = {}
    end()
  }

  private func end() {
    guard stream.isOpen else { return }
    stream.close()
    service.forget(self)
    let told = onClose
    (onMessage, onClose) = ({ _ in }, {})
    told()
  }

  private func read() {
    partial += stream.take()
    while isOpen, !isEnding, let end = partial.firstIndex(of: service.delimiter) {
      guard end <= service.limits.messageBytes else { break }
      let message = Array(partial[..<end])
      partial.removeFirst(end + 1)
      onMessage(message)
    }
    if partial.count > service.limits.messageBytes { end() }
  }
}
