import EdgeControl
import Testing

@Suite struct NameServersTests {
  @Test func commentsOptionsAndRepeats_areLeftOut() {
    let file = """
      # nameserver 1.1.1.1
      search lan
      nameserver\t192.0.2.1
      nameserver 192.0.2.1
       nameserver 2001:db8::1 trailing\r
      nameserver
      nameserver 192.0.2.3
      nameserver 192.0.2.4
      """
    #expect(
      NameServers.parse(bytes(file)) == ["192.0.2.1", "2001:db8::1", "192.0.2.3"].map(bytes))
    #expect(NameServers.parse([0x0A, 0xFF, 0x00]).isEmpty)
  }
}
