import EdgeConfig
import EdgeTypes
import Testing
import UCI

/// Guests with a share of their own, as the config has them.
@Suite struct LeaseConfigTests {
  private func complaints(_ text: String) -> [String] {
    ConfigDecodeTests.decode(text).problems.problems.map { ProblemReading.describe($0) }
  }

  private func leases(_ guarantees: [String], also: String = "") -> String {
    var text = "config wan\n\toption upload 10mbit\n\toption download 10mbit\n"
    for (index, guarantee) in guarantees.enumerated() {
      text += "config lease 'l\(index)'\n\toption address 10.77.0.\(index + 10)\n"
      text += "\toption guarantee \(guarantee)\n"
    }
    return text + also
  }

  @Test func leasesThatFillTheLine_areTaken() {
    #expect(complaints(leases(["2mbit", "3mbit", "5mbit"])).isEmpty)
    #expect(complaints(leases(["20%", "30%", "50%"])).isEmpty)
  }

  @Test func oneLeaseMore_isRefusedWhereItStands() {
    let sum = "with this lease the leases' guarantees add up to"
    #expect(
      complaints(leases(["2mbit", "3mbit", "5mbit", "64kbit"])) == [
        "15:19 \(sum) 10064 kbit/s, more than what the upload of the line has for guests"
      ])
    #expect(
      complaints(leases(["20%", "30%", "50%", "1%"])) == [
        "15:19 with this lease the guarantees add up to 101% of the line: over-subscribed"
      ])
  }

  @Test func ownersGuarantee_isNotForLeases() {
    let owner = "config class owner\n\toption guarantee 6mbit\n"
    #expect(complaints(leases(["4mbit"], also: owner)).isEmpty)
    #expect(
      complaints(leases(["4mbit", "1mbit"], also: owner)).map { $0.prefix(5) } == ["9:19 "])
  }

  @Test func guestsCeiling_holdsForLeasesTogether() {
    let guests = "config class guest\n\toption ceiling 50%\n"
    #expect(complaints(leases(["2mbit", "3mbit"], also: guests)).isEmpty)
    #expect(
      complaints(leases(["2mbit", "4mbit"], also: guests)) == [
        """
        9:19 with this lease the leases' guarantees add up to 6000 kbit/s, more than the ceiling \
        of all guests
        """
      ])
  }

  @Test func guaranteeOfGuests_containsThoseOfLeases() {
    let guests = "config class guest\n\toption guarantee 90%\n"
    #expect(complaints(leases(["4mbit", "5mbit"], also: guests)).isEmpty)
  }

  @Test func leaseWithoutAddress_isRefused() {
    #expect(complaints("config lease a\n") == ["1:8 lease has no 'address'"])
    #expect(complaints("config lease a\n\toption address6 fd77::2\n").isEmpty)
    #expect(
      complaints("config lease a\n\toption address 10.0.0.0/8\n") == [
        "2:17 address '10.0.0.0/8' is not the IPv4 address of a host"
      ])
  }

  @Test func sameAddressTwice_isRefused() {
    let address = "\toption address 10.1.1.1\n"
    #expect(
      complaints("config lease a\n\(address)config lease b\n\(address)")
        == ["4:17 this address belongs to the lease 'a' already"])
  }

  @Test func guaranteeAboveTheLeasesCeiling_isRefused() {
    let text =
      "config lease a\n\toption address 10.1.1.1\n\toption guarantee 3mbit\n\toption ceiling 2mbit\n"
    #expect(
      complaints("config wan\n\toption upload 9mbit\n" + text) == [
        "5:19 the guarantee is above the ceiling of the same class"
      ])
  }

  @Test(arguments: [
    ("gateway", LatencyTarget.gateway), ("off", .off),
    ("192.0.2.7", .host(.v4(IPv4Address(bits: 0xC000_0207)))),
    ("fe80::7", .host(.v6(IPv6Address(high: 0xFE80 << 48, low: 7)))),
  ])
  func ping_isGatewayOffOrAHost(_ known: (String, LatencyTarget)) {
    let (config, problems) = ConfigDecodeTests.decode("config wan\n\toption ping \(known.0)\n")
    #expect(problems.problems.isEmpty)
    #expect(config?.wan.ping == known.1)
  }

  @Test(arguments: ["gatway", "0.0.0.0", "224.0.0.1", "ff02::1", "::", "::1", "fe80::1%wan"])
  func ping_ofNoHost_isRefused(_ target: String) {
    #expect(complaints("config wan\n\toption ping \(target)\n").count == 1)
  }
}
