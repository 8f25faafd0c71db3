internal import CNetlink
public import EdgeTypes
internal import LinuxPort

/// Why the kernel did not do what was asked.
public enum NetlinkError: Error, Equatable, Sendable {
  /// The socket could not be opened or bound; the kernel's error number.
  case unavailable(Int32)
  /// The kernel refused the request; its error number.
  case refused(Int32)
  /// Events were lost (ENOBUFS): the state must be read again.
  case overrun

  /// For a person.
  public var text: Text {
    switch self {
    case .unavailable(let code): "no netlink socket: \(Errno(code: code).text)"
    case .refused(let code): "the kernel refuses: \(Errno(code: code).text)"
    case .overrun: "the kernel has sent more events than were read"
    }
  }
}

/// A non-blocking NETLINK_ROUTE socket that hears of link changes.
public final class RouteSocket {
  private let handle: OpaquePointer

  /// - Throws: `.unavailable` with the kernel's error number.
  public init() throws(NetlinkError) {
    guard let handle = mnl_socket_open2(NETLINK_ROUTE, Int32(SOCK_NONBLOCK.rawValue)) else {
      throw .unavailable(ep_netlink_errno())
    }
    guard mnl_socket_bind(handle, UInt32(RTMGRP_LINK), 0) == 0 else {
      let error = ep_netlink_errno()
      mnl_socket_close(handle)
      throw .unavailable(error)
    }
    self.handle = handle
  }

  deinit { mnl_socket_close(handle) }

  /// For the event loop; readable when there is a message.
  public var descriptor: Int32 { mnl_socket_get_fd(handle) }

  /// Asks for all links; the answers arrive through `receive`.
  public func requestLinks() throws(NetlinkError) {
    var message = ByteWriter()
    message.write(UInt32(32))  // nlmsghdr 16 + ifinfomsg 16
    message.write(UInt16(RTM_GETLINK))
    message.write(UInt16(NLM_F_REQUEST | NLM_F_DUMP))
    message.write(UInt32(1))
    message.write(UInt32(0))
    message.write(bytes: [UInt8](repeating: 0, count: 16))
    let sent = message.bytes.withUnsafeBytes {
      mnl_socket_sendto(handle, $0.baseAddress, $0.count)
    }
    if sent < 0 { throw .refused(ep_netlink_errno()) }
  }

  /// One datagram, or nil if none is waiting. Buffer: 32 KiB, the most that a dump sends at once.
  public func receive() throws(NetlinkError) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 32_768)
    let count = buffer.withUnsafeMutableBytes {
      mnl_socket_recvfrom(handle, $0.baseAddress, $0.count)
    }
    if count >= 0 { return Array(buffer.prefix(count)) }
    let error = ep_netlink_errno()
    if error == EAGAIN || error == EINTR { return nil }
    throw error == ENOBUFS ? .overrun : .refused(error)
  }
}
