import CLinux
import EdgeControl
import EdgeTypes
import NetModel
import Testing

@testable import LinuxPort
@testable import NetlinkPort

/// Against the running kernel, each in a network namespace of its own.
@Suite(.enabled(if: mayMakeRules, "needs the right to make network namespaces and nf_tables"))
struct NftablesKernelTests {
  @Test func applied_isCurrentUntilAnythingDiffers() throws {
    try inNamespaceOfItsOwn {
      let socket = try NftablesSocket()
      let rules = sampleRules(leases: 2)
      #expect(try socket.isCurrent(rules.ruleset) == false)
      try socket.apply(rules.ruleset)
      #expect(try socket.isCurrent(rules.ruleset))
      var fewer = rules
      fewer.leases.removeLast()
      #expect(try socket.isCurrent(fewer.ruleset) == false)
      try socket.apply(fewer.ruleset)
      #expect(try socket.isCurrent(fewer.ruleset))
      fewer.guestDevice = nil
      try socket.apply(fewer.ruleset)
      #expect(try socket.isCurrent(fewer.ruleset))
    }
  }

  @Test func question_isNotCountedAsSent() throws {
    try inNamespaceOfItsOwn {
      let socket = try NftablesSocket()
      try socket.apply(sampleRules(leases: 1).ruleset)
      let sent = socket.messagesSent
      #expect(sent > 0)
      #expect(try socket.isCurrent(sampleRules(leases: 1).ruleset))
      _ = try socket.counts()
      #expect(socket.messagesSent == sent)
    }
  }

  @Test func sixtyFourLeases_areOneTransaction() throws {
    try inNamespaceOfItsOwn {
      let socket = try NftablesSocket()
      let rules = sampleRules(leases: 64)
      try socket.apply(rules.ruleset)
      #expect(try socket.isCurrent(rules.ruleset))
    }
  }

  @Test func removed_isNotCurrentAndHasNoCounts() throws {
    try inNamespaceOfItsOwn {
      let socket = try NftablesSocket()
      try socket.remove()
      try socket.apply(sampleRules(leases: 0).ruleset)
      #expect(try socket.counts() == PacketCounts())
      try socket.remove()
      #expect(try socket.isCurrent(sampleRules(leases: 0).ruleset) == false)
      #expect(hasNoCounters(socket))
    }
  }

  @Test func availability_isFoundWithoutATrace() throws {
    try inNamespaceOfItsOwn {
      #expect(NftablesSocket.isAvailable())
      #expect(NftablesSocket.isAvailable(marking: true))
      let socket = try NftablesSocket()
      #expect(hasNoCounters(socket))
    }
  }

  @Test(arguments: [false, true])
  func minersPacket_isCountedAndOthersAreNot(marking: Bool) throws {
    try inNamespaceOfItsOwn {
      // The other end of the wire lasts as long as its namespace.
      let far = try addWAN()
      defer { withExtendedLifetime(far) {} }
      let socket = try NftablesSocket()
      var rules = sampleRules(leases: 0)
      (rules.marksConnections, rules.minerUser) = (marking, geteuid())
      try socket.apply(rules.ruleset)
      try sendDatagram(payload: 100)
      // IP header 20, UDP header 8.
      #expect(try socket.counts()[.miner].up == 128)
      #expect(try socket.counts()[.guest].up == 0)
      rules.minerUser = geteuid() + 1
      try socket.apply(rules.ruleset)
      #expect(try socket.isCurrent(rules.ruleset))
      #expect(try socket.counts()[.miner].up == 128)
      try sendDatagram(payload: 200)
      #expect(try socket.counts()[.miner].up == 128)
      rules.minerUser = geteuid()
      try socket.apply(rules.ruleset)
      try sendDatagram(payload: 100)
      #expect(try socket.counts()[.miner].up == 256)
    }
  }

  @Test func changeByAnyone_isHeardOf() throws {
    try inNamespaceOfItsOwn {
      let loop = try EventLoop()
      let heard = Counter()
      let watch = try NftablesMonitor(on: loop) {
        heard.count += 1
        loop.stop()
      }
      let late = Timer(on: loop, every: .seconds(5)) { loop.stop() }
      try withExtendedLifetime((watch, late)) {
        let socket = try NftablesSocket()
        try socket.apply(sampleRules(leases: 0).ruleset)
        loop.run()
        #expect(heard.count == 1)
        try socket.remove()
        loop.run()
        #expect(heard.count == 2)
      }
    }
  }
}

private final class Counter { var count = 0 }

/// Makes `wan0` (10.98.0.1/24) with a peer in a second namespace, which is returned.
private func addWAN() throws -> NetworkNamespace {
  let near = try NetworkNamespace()
  try NetworkNamespace.makeAndEnter()
  let far = try NetworkNamespace()
  try near.enter()
  let setup = try LinkSetup()
  try setup.addVirtualEthernet("wan0", peer: "far0", in: far)
  try setup.bringUp("wan0")
  try setup.addAddress(address("10.98.0.1"), prefixLength: 24, to: "wan0")
  try far.enter()
  try LinkSetup().bringUp("far0")
  try near.enter()
  return far
}

private func hasNoCounters(_ socket: NftablesSocket) -> Bool {
  do throws(NetlinkError) {
    _ = try socket.counts()
    return false
  } catch {
    return error == .refused(ENOENT)
  }
}

/// Sends one UDP datagram to 10.98.0.2, as this process's user.
private func sendDatagram(payload: Int) throws {
  let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
  defer { close(descriptor) }
  let neighbour = try #require(SocketAddress(bytes: [10, 98, 0, 2], port: 9))
  let bytes = [UInt8](repeating: 0, count: payload)
  let sent = neighbour.withKernelForm {
    ep_send_to(descriptor, bytes, bytes.count, $0, socklen_t($1))
  }
  try #require(sent == payload, "errno \(ep_errno())")
}
