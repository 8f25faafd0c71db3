import CLinux
import EdgeControl
import EdgeTypes
import NetModel
import Testing

@testable import LinuxPort
@testable import NetlinkPort

/// Packets on their way through a router with our table, in network namespaces of their own.
@Suite(.enabled(if: mayMakeRules, "needs the right to make network namespaces and nf_tables"))
struct NftablesTrafficTests {
  /// Without marks the kernel must know the socket already, as it does of a connected one.
  @Test(arguments: [false, true])
  func minersReply_isCounted(marking: Bool) throws {
    try inNamespaceOfItsOwn {
      let network = try RouterNetwork()
      let socket = try NftablesSocket()
      var rules = sampleRules(leases: 0)
      (rules.marksConnections, rules.minerUser) = (marking, geteuid())
      try socket.apply(rules.ruleset)
      try network.exchange(from: network.router, sending: 100, receiving: 300)
      var expected = PacketCounts()
      (expected[.miner].up, expected[.miner].down) = (128, 328)
      #expect(try socket.counts() == expected)
    }
  }

  @Test(arguments: [0, 1, 2], [false, true])
  func guestsPackets_areCountedOnceBothWays(leases: Int, marking: Bool) throws {
    try inNamespaceOfItsOwn {
      let network = try RouterNetwork()
      let socket = try NftablesSocket()
      var rules = sampleRules(leases: leases)
      rules.marksConnections = marking
      try socket.apply(rules.ruleset)
      try network.exchange(from: network.guest, sending: 100, receiving: 300)
      try network.exchange(from: network.router, sending: 50, receiving: 60)
      var expected = PacketCounts()
      (expected[.guest].up, expected[.guest].down) = (128, 328)
      #expect(try socket.counts() == expected)
    }
  }

  @Test func ruleOrTableTouchedByAnother_isNotCurrent() throws {
    try inNamespaceOfItsOwn {
      let socket = try NftablesSocket()
      let rules = sampleRules(leases: 1)
      for number in 0..<3 {
        try socket.apply(rules.ruleset)
        #expect(try socket.isCurrent(rules.ruleset))
        var other = RulesTransaction(table: Ruleset.ours, first: 1)
        switch number {
        case 0: other.deleteRules(of: Array("output".utf8))
        case 1:
          other.appendRule(
            [.verdict(1, chain: nil)], to: Array("guests".utf8), userData: [0, 1, 0])
        default: other.deleteTable()
        }
        other.finish(committing: true)
        try NftablesSocket().send(other)
        #expect(try socket.isCurrent(rules.ruleset) == false)
      }
    }
  }
}

/// Three namespaces: a guest 10.99.1.1, the router that the calling thread is in, and the Internet
/// 10.98.0.2. All take each other to be neighbours, for whom the router answers (proxy ARP).
private struct RouterNetwork: ~Copyable {
  let router: NetworkNamespace
  let guest: NetworkNamespace
  let internet: NetworkNamespace

  init() throws {
    let router = try NetworkNamespace()
    try NetworkNamespace.makeAndEnter()
    let guest = try NetworkNamespace()
    try NetworkNamespace.makeAndEnter()
    let internet = try NetworkNamespace()
    try router.enter()
    try connect(guest: guest, internet: internet)
    try internet.enter()
    try LinkSetup().bringUp("far0")
    try LinkSetup().addAddress(address("10.98.0.2"), prefixLength: 8, to: "far0")
    try guest.enter()
    try LinkSetup().bringUp("phone0")
    try LinkSetup().addAddress(address("10.99.1.1"), prefixLength: 8, to: "phone0")
    try router.enter()
    self.router = router
    self.guest = guest
    self.internet = internet
  }

  /// Sends one datagram to the Internet and one back, and waits for both.
  func exchange(
    from sender: borrowing NetworkNamespace, sending sent: Int, receiving received: Int
  ) throws {
    try internet.enter()
    let server = try datagramSocket()
    defer { close(server) }
    let address = try #require(SocketAddress(bytes: [10, 98, 0, 2], port: 7))
    try #require(address.withKernelForm { ep_bind(server, $0, socklen_t($1)) } == 0)
    try sender.enter()
    let client = try datagramSocket()
    defer { close(client) }
    try #require(address.withKernelForm { ep_connect(client, $0, socklen_t($1)) } == 0)
    try router.enter()
    var buffer = [UInt8](repeating: 0, count: 2_048)
    try #require(send(client, buffer, sent, 0) == sent)
    var (from, size) = (sockaddr_storage(), socklen_t(MemoryLayout<sockaddr_storage>.size))
    let arrived = withUnsafeMutableBytes(of: &from) { storage in
      let generic = storage.baseAddress?.assumingMemoryBound(to: sockaddr.self)
      let count = ep_receive_from(server, &buffer, buffer.count, generic, &size)
      _ = ep_send_to(server, buffer, received, generic, size)
      return count
    }
    try #require(arrived == sent)
    try #require(recv(client, &buffer, buffer.count, 0) == received)
  }

  /// A socket on which nothing waits longer than 2 s.
  private func datagramSocket() throws -> Int32 {
    // A program that another test starts meanwhile must not keep the port.
    let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_INET, kind, 0)
    try #require(descriptor >= 0)
    var limit = timeval(tv_sec: 2, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    return descriptor
  }
}

/// The router's own part.
private func connect(
  guest: borrowing NetworkNamespace, internet: borrowing NetworkNamespace
) throws {
  let setup = try LinkSetup()
  try setup.addVirtualEthernet("wan0", peer: "far0", in: internet)
  try setup.addVirtualEthernet("guest0", peer: "phone0", in: guest)
  try setup.bringUp("wan0")
  try setup.bringUp("guest0")
  try setup.addAddress(address("10.98.0.1"), prefixLength: 16, to: "wan0")
  try setup.addAddress(address("10.99.1.254"), prefixLength: 16, to: "guest0")
  try write("ip_forward", "1")
  for device in ["wan0", "guest0"] {
    try write("conf/\(device)/proxy_arp", "1")
    try write("neigh/\(device)/proxy_delay", "0")
  }
}

/// Writes a setting of IPv4 in the namespace that the thread is in.
private func write(_ name: String, _ value: String) throws {
  let file = try #require(fopen("/proc/sys/net/ipv4/\(name)", "w"))
  fputs(value, file)
  try #require(fclose(file) == 0)
}
