internal import CNetlink
public import EdgeTypes

/// A network namespace that can be entered again (namespaces(7)).
public struct NetworkNamespace: ~Copyable {
  private let descriptor: Int32

  /// The namespace that the calling thread is in.
  ///
  /// - Throws: `.unavailable` with the kernel's error number.
  public init() throws(NetlinkError) {
    descriptor = ep_open_own_network_namespace()
    if descriptor < 0 { throw .unavailable(ep_netlink_errno()) }
  }

  deinit { ep_close_namespace(descriptor) }

  /// Moves the calling thread here; processes started from now on are born here.
  public func enter() throws(NetlinkError) {
    if ep_enter_network_namespace(descriptor) != 0 { throw .refused(ep_netlink_errno()) }
  }

  /// Makes a new namespace with nothing but a sleeping loopback, and moves the calling thread there.
  public static func makeAndEnter() throws(NetlinkError) {
    if ep_unshare_network() != 0 { throw .refused(ep_netlink_errno()) }
  }

  /// Makes a user namespace in which this user keeps its own number and may make networks.
  ///
  /// Only for an ordinary user and only before the first thread. Programs started later have no
  /// capabilities in it, exactly as outside.
  public static func becomeOwnAdministrator() throws(NetlinkError) {
    if ep_unshare_user() != 0 { throw .refused(ep_netlink_errno()) }
  }

  fileprivate var raw: Int32 { borrowing get { descriptor } }
}

extension LinkSetup {
  /// Makes a veth pair with `peer` in `namespace`.
  public func addVirtualEthernet(
    _ name: Text, peer: Text, in namespace: borrowing NetworkNamespace
  ) throws(NetlinkError) {
    try addVirtualEthernet(name, peer: peer, namespaceDescriptor: namespace.raw)
  }
}
