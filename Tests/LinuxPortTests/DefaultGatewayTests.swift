import EdgeTypes
import Testing

@testable import LinuxPort

@Suite struct DefaultGatewayTests {
  private let table = Array(
    """
    Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
    eth0\t00000000\t0101A8C0\t0003\t0\t0\t200\t00000000\t0\t0\t0
    eth0\t00000000\tFE01A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
    eth1\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0
    eth2\t00000000\t010011AC\t0002\t0\t0\t0\t00000000\t0\t0\t0
    eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
    ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0
    """.utf8)
  private let table6 = Array(
    """
    00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
    fe800000000000000211223344556677 00000400 00000001 00000000 00450003     eth0
    00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
    20010db8000000000000000000000001 00000100 00000001 00000000 00000003     eth0
    20010db8000000000000000000000000 40 00000000000000000000000000000000 00 \
    20010db8000000000000000000000009 00000001 00000001 00000000 00000003     eth0
    00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
    00000000000000000000000000000000 00000400 00000001 00000000 00000001     ppp0
    00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
    00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
    """.utf8)

  private func host(_ way: DefaultGateway.Way?) -> Text? {
    if case .gateway(let address)? = way { address.host } else { nil }
  }

  @Test func routeOfTheDeviceWithTheLeastMetric_givesTheGateway() {
    func way(_ device: String) -> DefaultGateway.Way? {
      DefaultGateway.find(in: table, device: Array(device.utf8))
    }
    #expect(host(way("eth0")) == "192.168.1.254")
    #expect(host(way("eth1")) == "172.17.0.1")
    #expect(way("eth2") == nil, "the route is not up")
    #expect(way("ppp0") == .otherEnd)
    #expect(way("eth9") == nil)
  }

  @Test func routeOfIPv6_givesTheNextHop() {
    func host(_ device: String) -> Text? {
      DefaultGateway.find6(in: table6, device: Array(device.utf8))?.host
    }
    #expect(host("eth0") == "2001:db8::1")
    #expect(host("ppp0") == nil)
    #expect(host("lo") == nil)
    #expect(host("eth9") == nil)
  }

  @Test func tableThatEndsAnywhere_isReadAsFarAsItGoes() {
    for count in 0..<table.count {
      let way = DefaultGateway.find(in: Array(table[..<count]), device: Array("eth0".utf8))
      #expect(way == nil || host(way)?.bytes.starts(with: "192.168.1.".utf8) == true)
    }
    for count in 0..<table6.count {
      let found = DefaultGateway.find6(in: Array(table6[..<count]), device: Array("eth0".utf8))
      #expect(found == nil || found?.isIPv6 == true)
    }
  }

  @Test func deviceWithoutAnotherEnd_hasNoGateway() {
    #expect(DefaultGateway.read(device: Array("lo".utf8)) == nil)
    #expect(DefaultGateway.read(device: Array("a name longer than any device's".utf8)) == nil)
  }
}
