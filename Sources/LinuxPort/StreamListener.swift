internal import CEvent
internal import CLinux
internal import EdgeTypes

/// Accepts stream connections; stops while its owner has as many as it wants.
final class StreamListener {
  private let loop: EventLoop
  private let listener: OpaquePointer
  private let body: Unmanaged<ListenerBody>
  private let retry: Timer

  /// - Parameters:
  ///   - descriptor: a bound socket; it is closed with the listener.
  ///   - onAccept: gets the new descriptor, which it must own at once, and the peer's address.
  init(
    on loop: EventLoop, taking descriptor: consuming FileDescriptor,
    onAccept: @escaping (Int32, SocketAddress?) -> Void
  ) throws(Errno) {
    let raw = descriptor.raw
    evutil_make_socket_nonblocking(raw)
    let body = Unmanaged.passRetained(ListenerBody(onAccept))
    let flags = UInt32(LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC)
    guard
      let listener = evconnlistener_new(loop.base, accepted, body.toOpaque(), flags, 64, raw)
    else {
      let error = Errno.last
      body.release()
      throw error
    }
    _ = descriptor.release()
    evconnlistener_set_error_cb(listener, acceptFailed)
    let retry = Timer(on: loop) { evconnlistener_enable(listener) }
    body.takeUnretainedValue().pause = { retry.start(after: .milliseconds(500)) }
    (self.loop, self.listener, self.body, self.retry) = (loop, listener, body, retry)
  }

  deinit {
    retry.cancel()
    evconnlistener_free(listener)
    body.takeUnretainedValue().pause = {}
    body.release()
  }

  var isAccepting = true {
    didSet {
      retry.cancel()
      if isAccepting { evconnlistener_enable(listener) } else { evconnlistener_disable(listener) }
    }
  }
}

private final class ListenerBody {
  let onAccept: (Int32, SocketAddress?) -> Void
  var pause: () -> Void = {}
  init(_ onAccept: @escaping (Int32, SocketAddress?) -> Void) { self.onAccept = onAccept }
}

private func accepted(
  _: OpaquePointer?, _ descriptor: Int32, _ peer: UnsafeMutablePointer<sockaddr>?, _: Int32,
  _ body: UnsafeMutableRawPointer?
) {
  guard let body else { return }
  Unmanaged<ListenerBody>.fromOpaque(body).takeUnretainedValue()
    .onAccept(descriptor, SocketAddress(peer.map { UnsafePointer($0) }))
}

/// No descriptor or memory left: the next try waits, or the loop would spin on the same error.
private func acceptFailed(_ listener: OpaquePointer?, _ body: UnsafeMutableRawPointer?) {
  guard let listener, let body else { return }
  evconnlistener_disable(listener)
  Unmanaged<ListenerBody>.fromOpaque(body).takeUnretainedValue().pause()
}
