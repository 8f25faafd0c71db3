internal import CNetlink
internal import EdgeTypes
public import LinuxPort

/// Says that somebody changed an interface or its traffic control.
///
/// It does not say what: the kernel is read again. Many changes at once are one call.
public final class TrafficWatch {
  private let socket: OpaquePointer
  private let ownPort: UInt32
  private let onChange: () -> Void
  private var watch: DescriptorWatch?

  /// - Parameter ownPort: changes made through the socket of this number are passed over
  ///   (`TrafficSocket.port`); 0 = none are.
  /// - Throws: `.unavailable` if there is no route socket or it cannot be watched.
  public init(
    on loop: EventLoop, ignoring ownPort: UInt32 = 0, onChange: @escaping () -> Void
  ) throws(NetlinkError) {
    guard let socket = nl_socket_alloc() else { throw .unavailable(ENOMEM) }
    (self.socket, self.ownPort, self.onChange) = (socket, ownPort, onChange)
    guard nl_connect(socket, NETLINK_ROUTE) >= 0,
      nl_socket_add_membership(socket, RouteMessage.groupLink) >= 0,
      nl_socket_add_membership(socket, RouteMessage.groupTraffic) >= 0
    else { throw .unavailable(ep_netlink_errno()) }
    nl_socket_set_nonblocking(socket)
    nl_socket_set_buffer_size(socket, 1 << 20, 0)
    nl_socket_set_msg_buf_size(socket, 32_768)
    nl_socket_disable_msg_peek(socket)
    do throws(LoopError) {
      watch = try DescriptorWatch(
        on: loop, descriptor: nl_socket_get_fd(socket), for: .read
      ) { [unowned(unsafe) self] _ in self.readAll() }
    } catch {
      throw .unavailable(Errno.last.code)
    }
  }

  deinit {
    watch = nil
    nl_socket_free(socket)
  }

  /// A bounded number of datagrams a turn: the loop calls again while there are more.
  private func readAll() {
    var isNews = false
    for _ in 0..<256 {
      var sender = sockaddr_nl()
      var buffer: UnsafeMutablePointer<UInt8>?
      let count = nl_recv(socket, &sender, &buffer, nil)
      defer { free(buffer) }
      if count == -NLE_NOMEM { isNews = true }  // Events were lost.
      guard count > 0, let buffer else { break }
      let records = netlinkRecords(
        in: Array(UnsafeBufferPointer(start: buffer, count: Int(count))))
      isNews = isNews || records.contains { $0.port == 0 || $0.port != ownPort }
    }
    if isNews { onChange() }
  }
}
