internal import CNetlink
internal import EdgeTypes

/// Makes and removes interfaces and addresses in the network namespace of the calling process,
/// through libnl-route.
///
/// The demonstration builds its private network with this; nothing here touches an interface that
/// the caller did not name.
public struct LinkSetup: ~Copyable {
  private let socket: OpaquePointer

  /// - Throws: `.unavailable` if the kernel gives no route socket.
  public init() throws(NetlinkError) {
    guard let socket = nl_socket_alloc() else { throw .unavailable(ENOMEM) }
    let result = nl_connect(socket, NETLINK_ROUTE)
    guard result >= 0 else {
      nl_socket_free(socket)
      throw .unavailable(kernelError(result))
    }
    self.socket = socket
  }

  deinit { nl_socket_free(socket) }

  /// Makes a veth pair; `peer` is born in the namespace behind `namespaceDescriptor`.
  func addVirtualEthernet(
    _ name: StaticString, peer: StaticString, namespaceDescriptor: Int32
  ) throws(NetlinkError) {
    guard let link = rtnl_link_veth_alloc() else { throw .unavailable(ENOMEM) }
    defer { rtnl_link_veth_release(link) }
    rtnl_link_set_name(link, name.pointer)
    let other = rtnl_link_veth_get_peer(link)
    defer { rtnl_link_put(other) }
    rtnl_link_set_name(other, peer.pointer)
    rtnl_link_set_ns_fd(other, namespaceDescriptor)
    try check(rtnl_link_add(socket, link, Int32(NLM_F_CREATE | NLM_F_EXCL)))
  }

  /// Switches an interface on.
  public func bringUp(_ name: StaticString) throws(NetlinkError) {
    guard let change = rtnl_link_alloc() else { throw .unavailable(ENOMEM) }
    defer { rtnl_link_put(change) }
    var link: OpaquePointer?
    try check(rtnl_link_get_kernel(socket, 0, name.pointer, &link))
    defer { rtnl_link_put(link) }
    rtnl_link_set_flags(change, UInt32(IFF_UP.rawValue))
    try check(rtnl_link_change(socket, link, change, 0))
  }

  /// Adds an address such as `10.99.0.1/24` or `fd77::1/64`.
  public func addAddress(_ text: StaticString, to name: StaticString) throws(NetlinkError) {
    var link: OpaquePointer?
    try check(rtnl_link_get_kernel(socket, 0, name.pointer, &link))
    defer { rtnl_link_put(link) }
    var local: OpaquePointer?
    try check(nl_addr_parse(text.pointer, AF_UNSPEC, &local))
    defer { nl_addr_put(local) }
    guard let address = rtnl_addr_alloc() else { throw .unavailable(ENOMEM) }
    defer { rtnl_addr_put(address) }
    rtnl_addr_set_ifindex(address, rtnl_link_get_ifindex(link))
    try check(rtnl_addr_set_local(address, local))
    try check(rtnl_addr_add(socket, address, 0))
  }
}

extension StaticString {
  /// The NUL-terminated bytes: string literals of more than one character always have them.
  fileprivate var pointer: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}

private func check(_ result: Int32) throws(NetlinkError) {
  if result < 0 { throw .refused(kernelError(result)) }
}

/// libnl has its own error numbers; the ones that a caller acts on are given the kernel's.
private func kernelError(_ result: Int32) -> Int32 {
  switch -result {
  case NLE_PERM, NLE_NOACCESS: EPERM
  case NLE_EXIST: EEXIST
  case NLE_OBJ_NOTFOUND, NLE_NODEV: ENODEV
  case NLE_OPNOTSUPP, NLE_PROTO_MISMATCH: EOPNOTSUPP
  case NLE_NOMEM: ENOMEM
  case NLE_BUSY: EBUSY
  case NLE_RANGE, NLE_INVAL: EINVAL
  default: EIO
  }
}
