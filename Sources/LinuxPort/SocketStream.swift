internal import CEvent
internal import CLinux
internal import EdgeTypes

/// A stream socket with libevent's buffers before and after it.
///
/// The closures may drop or close the stream. `close()` must be called before the last reference
/// goes: it lets go of the closures, which usually hold their owner.
final class SocketStream {
  enum Event {
    case connected
    case ended
    case failed(Errno)
  }

  let buffered: OpaquePointer
  var onBytes: () -> Void = {}
  /// All that was written has gone to the kernel.
  var onDrained: () -> Void = {}
  var onEvent: (Event) -> Void = { _ in }
  private(set) var isOpen = true

  /// - Parameters:
  ///   - descriptor: a connected socket without O_NONBLOCK needed, or -1 to connect later.
  ///   - inputLimit: how much is read ahead of the owner; more stays with the sender.
  init(on loop: EventLoop, descriptor: Int32, inputLimit: Int) {
    if descriptor >= 0 { evutil_make_socket_nonblocking(descriptor) }
    let options = Int32(BEV_OPT_CLOSE_ON_FREE.rawValue)
    guard let buffered = bufferevent_socket_new(loop.base, descriptor, options) else { abort() }
    self.buffered = buffered
    bufferevent_setwatermark(buffered, Int16(EV_READ), 0, inputLimit)
    let context = Unmanaged.passRetained(self).toOpaque()
    bufferevent_setcb(buffered, streamHasBytes, streamDrained, streamEvent, context)
  }

  /// Starts to read; what is written is sent at any time.
  func start() { bufferevent_enable(buffered, Int16(EV_READ | EV_WRITE)) }

  /// False if the connection cannot even be tried; otherwise an event follows.
  func connect(to address: SocketAddress) -> Bool {
    address.withKernelForm { bufferevent_socket_connect(buffered, $0, $1) } == 0
  }

  var descriptor: Int32 { bufferevent_getfd(buffered) }
  var unsentBytes: Int { isOpen ? evbuffer_get_length(bufferevent_get_output(buffered)) : 0 }

  /// Takes everything that has arrived.
  func take() -> [UInt8] {
    guard isOpen, let input = bufferevent_get_input(buffered) else { return [] }
    let count = evbuffer_get_length(input)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, Int(evbuffer_remove(input, buffer.baseAddress, count)))
    }
  }

  func write(_ bytes: [UInt8]) {
    guard isOpen, !bytes.isEmpty else { return }
    if bufferevent_write(buffered, bytes, bytes.count) != 0 { abort() }
  }

  /// Tells the other side that no more will come; it can still be read from.
  func endOutput() {
    if isOpen { shutdown(descriptor, Int32(SHUT_WR)) }
  }

  /// Closes at once; what was not sent is lost. Nothing is called back afterwards.
  func close() {
    guard isOpen else { return }
    isOpen = false
    bufferevent_free(buffered)
    (onBytes, onDrained, onEvent) = ({}, {}, { _ in })
    Unmanaged.passUnretained(self).release()  // C has forgotten the pointer.
  }

  /// Closes such that the other side gets a reset.
  func reset() {
    guard isOpen else { return }
    var abrupt = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
    close()
  }
}

private func stream(_ context: UnsafeMutableRawPointer?) -> SocketStream? {
  context.map { Unmanaged<SocketStream>.fromOpaque($0).takeUnretainedValue() }
}

private func streamHasBytes(_: OpaquePointer?, _ context: UnsafeMutableRawPointer?) {
  stream(context)?.onBytes()
}

private func streamDrained(_: OpaquePointer?, _ context: UnsafeMutableRawPointer?) {
  stream(context)?.onDrained()
}

private func streamEvent(_: OpaquePointer?, _ what: Int16, _ context: UnsafeMutableRawPointer?) {
  let error = Errno.last
  if what & Int16(BEV_EVENT_CONNECTED) != 0 {
    stream(context)?.onEvent(.connected)
  } else if what & Int16(BEV_EVENT_EOF) != 0 {
    stream(context)?.onEvent(.ended)
  } else if what & Int16(BEV_EVENT_ERROR) != 0 {
    stream(context)?.onEvent(.failed(error))
  }
}
