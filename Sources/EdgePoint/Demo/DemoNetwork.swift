internal import EdgeTypes
internal import LinuxPort
internal import NetlinkPort

/// Two private network namespaces joined by one virtual cable: the router's side with the
/// interface `wan0`, and the provider's side where the pool lives.
struct DemoNetwork: ~Copyable {
  /// Reserved for benchmarks of network devices (RFC 2544), so it meets no real network.
  static let poolAddress: StaticString = "198.18.0.2"
  private static let routerSide = IPv4Address(bits: 0xC612_0001)
  private static let poolSide = IPv4Address(bits: 0xC612_0002)

  private let router: NetworkNamespace
  private let provider: NetworkNamespace

  /// Leaves the calling thread on the router's side.
  ///
  /// - Throws: the kernel's refusal; where namespaces are forbidden nothing has been changed.
  init(asOrdinaryUser: Bool) throws(NetlinkError) {
    if asOrdinaryUser { try NetworkNamespace.becomeOwnAdministrator() }
    try NetworkNamespace.makeAndEnter()
    let provider = try NetworkNamespace()
    try Self.configure { (setup: borrowing LinkSetup) throws(NetlinkError) in
      try setup.bringUp("lo")
    }
    try NetworkNamespace.makeAndEnter()
    let router = try NetworkNamespace()
    try Self.configure { (setup: borrowing LinkSetup) throws(NetlinkError) in
      try setup.bringUp("lo")
      try setup.addVirtualEthernet("wan0", peer: "pool0", in: provider)
      try setup.addAddress(Self.routerSide, prefixLength: 24, to: "wan0")
      try setup.bringUp("wan0")
    }
    try provider.enter()
    try Self.configure { (setup: borrowing LinkSetup) throws(NetlinkError) in
      try setup.addAddress(Self.poolSide, prefixLength: 24, to: "pool0")
      try setup.bringUp("pool0")
    }
    try router.enter()
    self.router = router
    self.provider = provider
  }

  borrowing func enterProvider() throws(NetlinkError) { try provider.enter() }
  borrowing func enterRouter() throws(NetlinkError) { try router.enter() }

  /// A route socket belongs to the namespace in which it was opened.
  private static func configure(
    _ body: (borrowing LinkSetup) throws(NetlinkError) -> Void
  ) throws(NetlinkError) {
    try body(try LinkSetup())
  }
}
