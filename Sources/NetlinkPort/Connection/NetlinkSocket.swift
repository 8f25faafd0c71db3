internal import CNetlink
internal import EdgeTypes
internal import LinuxPort

/// The protocols of the kernel that are spoken over netlink (linux/netlink.h).
enum NetlinkFamily: Int32 {
  case route = 0
  case netfilter = 12
  case generic = 16

  var name: StaticString {
    switch self {
    case .route: "route"
    case .netfilter: "netfilter"
    case .generic: "generic"
    }
  }
}

/// What carries datagrams to the kernel and back; a test puts a kernel of its own in its place.
protocol NetlinkTransport: AnyObject {
  /// The address by which notifications name what was asked through this.
  var port: UInt32 { get }
  /// For the event loop.
  var descriptor: Int32 { get }
  func send(_ bytes: [UInt8]) throws(NetlinkError)
  /// The next datagram, or nil if none is waiting.
  ///
  /// - Throws: `.overrun` if messages were lost; those that were not are still to be read.
  func receive() throws(NetlinkError) -> [UInt8]?
  /// Waits for a datagram.
  ///
  /// - Throws: `.refused(ETIMEDOUT)` if none has come at `deadline`.
  func wait(until deadline: Instant) throws(NetlinkError)
}

/// The one owner of a netlink socket; opened, bound and written to by libmnl.
final class NetlinkSocket: NetlinkTransport {
  /// The most that the kernel puts into one datagram of a dump.
  private static let largestDatagram = 32_768
  /// One batch goes out in one piece, and an answer for each of its messages must find room; so must
  /// a burst of events until the loop comes round.
  private static let bufferSize: Int32 = 1 << 20

  private let handle: OpaquePointer

  /// - Parameter groups: the numbers of the multicast groups to hear of.
  /// - Throws: `.unavailable` with the kernel's error number; EPROTONOSUPPORT: no such family.
  init(_ family: NetlinkFamily, groups: [UInt32]) throws(NetlinkError) {
    let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard let handle = mnl_socket_open2(family.rawValue, flags) else {
      throw .unavailable(ep_netlink_errno())
    }
    self.handle = handle
    guard mnl_socket_bind(handle, 0, 0) == 0 else { throw .unavailable(ep_netlink_errno()) }
    for group in groups where !set(NETLINK_ADD_MEMBERSHIP, group) {
      throw .unavailable(ep_netlink_errno())
    }
    ep_netlink_set_buffers(
      mnl_socket_get_fd(handle), NetlinkSocket.bufferSize, NetlinkSocket.bufferSize)
    // An error carries the kernel's words instead of the message that it is about. Kernels before
    // 4.12 have no words.
    _ = set(NETLINK_CAP_ACK, 1)
    _ = set(NETLINK_EXT_ACK, 1)
  }

  deinit { mnl_socket_close(handle) }

  private func set(_ option: Int32, _ value: UInt32) -> Bool {
    var value = value
    return mnl_socket_setsockopt(handle, option, &value, 4) == 0
  }

  var port: UInt32 { mnl_socket_get_portid(handle) }
  var descriptor: Int32 { mnl_socket_get_fd(handle) }

  func send(_ bytes: [UInt8]) throws(NetlinkError) {
    let sent = bytes.withUnsafeBytes { mnl_socket_sendto(handle, $0.baseAddress, $0.count) }
    if sent < 0 { throw .refused(ep_netlink_errno()) }
  }

  func receive() throws(NetlinkError) -> [UInt8]? {
    while true {
      var (sender, error): (UInt32, Int32) = (0, 0)
      let datagram = [UInt8](unsafeUninitializedCapacity: NetlinkSocket.largestDatagram) {
        let count = ep_netlink_receive(descriptor, $0.baseAddress, $0.count, &sender)
        if count < 0 { error = ep_netlink_errno() }
        $1 = max(count, 0)
      }
      switch error {
      // Another process may write to this socket; only the kernel is believed.
      case 0: if sender == 0 { return Array(datagram[...]) }
      case EINTR: continue
      case EAGAIN: return nil
      case ENOBUFS, EMSGSIZE: throw .overrun
      default: throw .refused(error)
      }
    }
  }

  func wait(until deadline: Instant) throws(NetlinkError) {
    while true {
      let (left, isPast) = deadline.microseconds.subtractingReportingOverflow(
        MonotonicClock.now().microseconds)
      guard !isPast, left > 0 else { throw .refused(ETIMEDOUT) }
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&wait, 1, Int32(clamping: left / 1_000 + 1)) > 0 { return }
    }
  }
}
