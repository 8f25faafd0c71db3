import EdgeTypes
import Testing

@testable import LinuxPort

@Suite struct SocketAddressTests {
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1:80"), ("::1", "[::1]:80"), ("[2001:db8::1]", "[2001:db8::1]:80"),
  ])
  func numericAddress_readsAndPrints(host: String, text: String) {
    #expect(SocketAddress(host: Array(host.utf8), port: 80)?.text == Text(text.utf8))
  }

  @Test(arguments: ["", "localhost", "192.0.2", "192.0.2.256", "1.2.3.4 ", "[]", "[", "::g", "1\0"])
  func anythingElse_isNotAnAddress(host: String) {
    #expect(SocketAddress(host: Array(host.utf8), port: 80) == nil)
  }

  @Test(arguments: ["192.0.2.1", "fe80::1"])
  func kernelForm_roundTrips(host: String) throws {
    let address = try #require(SocketAddress(host: Array(host.utf8), port: 65_535))
    #expect(address.withKernelForm { raw, _ in SocketAddress(raw) } == address)
  }

  @Test func accounts_areFoundByName() {
    let passwd = Array(
      "root:x:0:0::/:/bin/sh\nbad:x:1\nminer:x:990:989::/:/x\nhuge:x:99999999999:1:\n".utf8)
    #expect(Accounts.user(named: Array("miner".utf8), in: passwd) == .init(uid: 990, gid: 989))
    for name in ["bad", "mine", "", "huge"] {
      #expect(Accounts.user(named: Array(name.utf8), in: passwd) == nil)
    }
    let groups = Array("root:x:0:\nedge:x:77:a,b\nodd:x:-1:\n".utf8)
    #expect(Accounts.group(named: Array("edge".utf8), in: groups) == 77)
    #expect(Accounts.group(named: Array("odd".utf8), in: groups) == nil)
    #expect(Accounts.group(named: Array("root".utf8)) == 0)
  }
}
