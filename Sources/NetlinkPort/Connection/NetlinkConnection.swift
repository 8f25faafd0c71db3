internal import CNetlink
internal import EdgeTypes
internal import LinuxPort

/// A libnl socket to rtnetlink on which a request is answered before the next one goes out.
final class RouteChannel {
  /// A kernel that has not answered by then will not; its answers are made while the request is
  /// being sent.
  static let patience = Interval.seconds(2)

  private let socket: OpaquePointer
  private var lastSequence: UInt32 = 0

  /// - Throws: `.unavailable` with the kernel's error number.
  init() throws(NetlinkError) {
    guard let socket = nl_socket_alloc() else { throw .unavailable(ENOMEM) }
    guard nl_connect(socket, NETLINK_ROUTE) >= 0 else {
      nl_socket_free(socket)
      throw .unavailable(ep_netlink_errno())
    }
    nl_socket_set_nonblocking(socket)
    // One batch goes out in one piece, and an error for each of its messages must find room.
    nl_socket_set_buffer_size(socket, 1 << 20, 1 << 18)
    nl_socket_set_msg_buf_size(socket, 32_768)
    nl_socket_disable_msg_peek(socket)
    var on: Int32 = 1
    // An error need not carry the message that it is about.
    setsockopt(nl_socket_get_fd(socket), 270, 10, &on, 4)  // SOL_NETLINK, NETLINK_CAP_ACK
    self.socket = socket
  }

  deinit { nl_socket_free(socket) }

  /// The address by which the kernel's notifications name this socket's changes.
  var port: UInt32 { nl_socket_get_local_port(socket) }

  /// The number for the next message; never 0, which is the notifications'.
  func nextSequence() -> UInt32 {
    lastSequence &+= 1
    if lastSequence == 0 { lastSequence = 1 }
    return lastSequence
  }

  func send(_ bytes: [UInt8]) throws(NetlinkError) {
    let sent = bytes.withUnsafeBytes {
      nl_sendto(socket, UnsafeMutableRawPointer(mutating: $0.baseAddress), $0.count)
    }
    if sent < 0 { throw .refused(ep_netlink_errno()) }
  }

  /// The messages of the next datagram from the kernel.
  ///
  /// - Throws: `.overrun` if answers were lost, `.refused(ETIMEDOUT)` if none comes until `deadline`.
  func receive(until deadline: Instant) throws(NetlinkError) -> [NetlinkRecord] {
    while true {
      let left = deadline.microseconds.subtractingReportingOverflow(
        MonotonicClock.now().microseconds)
      guard !left.overflow, left.partialValue > 0 else { throw .refused(ETIMEDOUT) }
      var wait = pollfd(fd: nl_socket_get_fd(socket), events: Int16(POLLIN), revents: 0)
      guard poll(&wait, 1, Int32(clamping: left.partialValue / 1_000 + 1)) > 0 else { continue }
      var sender = sockaddr_nl()
      var buffer: UnsafeMutablePointer<UInt8>?
      let count = nl_recv(socket, &sender, &buffer, nil)
      defer { free(buffer) }
      if count == -NLE_NOMEM { throw .overrun }
      if count == -NLE_AGAIN || count == -NLE_INTR { continue }
      guard count >= 0, let buffer else { throw .refused(EIO) }
      guard sender.nl_pid == 0 else { continue }
      return netlinkRecords(
        in: Array(UnsafeBufferPointer(start: buffer, count: Int(count))))
    }
  }

  /// Sends one request without a batch and waits for its acknowledgement.
  func request(_ make: (UInt32) throws(NetlinkError) -> [UInt8]) throws(NetlinkError) {
    var batch = MessageBatch()
    batch.append(try make(nextSequence()), position: 0)
    for failure in exchange(batch) { throw failure.error }
  }

  /// All answers to a dump; asked for again if something changed on the way, three times at most.
  func dump(
    _ type: UInt16, prepare: (MessageBuilder) -> Void
  ) throws(NetlinkError) -> [NetlinkRecord] {
    for _ in 0..<3 {
      let sequence = nextSequence()
      let builder = try MessageBuilder(
        type: type, flags: NetlinkMessage.dump, sequence: sequence)
      prepare(builder)
      try send(try builder.bytes())
      if let records = try collect(sequence) { return records }
    }
    throw .refused(EAGAIN)
  }

  /// Nil if the dump was interrupted.
  private func collect(_ sequence: UInt32) throws(NetlinkError) -> [NetlinkRecord]? {
    let deadline = MonotonicClock.now().advanced(by: RouteChannel.patience)
    var found: [NetlinkRecord] = []
    var isSound = true
    while true {
      for record in try receive(until: deadline) where record.sequence == sequence {
        if record.flags & NetlinkMessage.interrupted != 0 { isSound = false }
        if record.type == NetlinkMessage.done { return isSound ? found : nil }
        if let code = record.errorCode { throw .refused(code) }
        found.append(record)
      }
    }
  }
}
