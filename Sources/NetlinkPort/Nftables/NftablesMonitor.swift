internal import CNetlink
public import LinuxPort

/// Says when anything of our nftables table may have changed, whoever changed it.
public final class RulesWatch {
  private let handle: OpaquePointer
  private let onChange: () -> Void
  private var watch: DescriptorWatch?

  /// - Parameter onChange: called once for all events that are waiting, and when events were lost.
  /// - Throws: `.unavailable` if there is no netfilter socket or it cannot be watched.
  public init(on loop: EventLoop, onChange: @escaping () -> Void) throws(NetlinkError) {
    let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard let handle = mnl_socket_open2(NETLINK_NETFILTER, flags) else {
      throw .unavailable(ep_netlink_errno())
    }
    (self.handle, self.onChange) = (handle, onChange)
    // NFNLGRP_NFTABLES is group 7.
    guard mnl_socket_bind(handle, 1 << 6, 0) == 0 else {
      throw .unavailable(ep_netlink_errno())
    }
    do throws(LoopError) {
      watch = try DescriptorWatch(
        on: loop, descriptor: mnl_socket_get_fd(handle), for: .read
      ) { [unowned(unsafe) self] _ in self.readAll() }
    } catch {
      throw .unavailable(ENOMEM)
    }
  }

  deinit {
    watch = nil
    mnl_socket_close(handle)
  }

  private func readAll() {
    var hasChanged = false
    var buffer = [UInt8](repeating: 0, count: 32_768)
    while true {
      let count = buffer.withUnsafeMutableBytes {
        mnl_socket_recvfrom(handle, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        for reply in netlinkRecords(in: Array(buffer.prefix(count))) where reply.isAboutOurTable {
          hasChanged = true
        }
        continue
      }
      // Anything but "no more": events are lost, or the next readiness says it again.
      let error = ep_netlink_errno()
      if error == EINTR { continue }
      if error != EAGAIN { hasChanged = true }
      break
    }
    if hasChanged { onChange() }
  }
}
