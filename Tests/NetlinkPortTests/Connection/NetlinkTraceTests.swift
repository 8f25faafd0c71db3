import EdgeTypes
import Testing

@testable import NetlinkPort

@Suite struct NetlinkTraceTests {
  @Test func request_isShownWithItsHeaderAndItsBytes() throws {
    let shown = NetlinkTrace(.route).text(of: try setUp(7, sequence: 5), isSent: true)
    #expect(
      shown == """
        netlink route -> type 16 (RTM_NEWLINK) flags 0x0001 seq 5 port 0 length 32
          0010  00 00 00 00  07 00 00 00  01 00 00 00  01 00 00 00

        """)
  }

  @Test func answers_areShownWithTheirMeaning() {
    let datagram =
      errorMessage(0, to: 4) + errorMessage(17, to: 5) + doneMessage(to: 6) + [1, 2, 3]
    let shown = NetlinkTrace(.netfilter).text(of: datagram, isSent: false)
    let lines = shown.bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    let heads = lines.filter { $0.hasPrefix("netlink") }
    #expect(
      heads == [
        "netlink netfilter <- type 2 (acknowledged) flags 0x0100 seq 4 port 0 length 36",
        "netlink netfilter <- type 2 (error) flags 0x0100 seq 5 port 0 length 36"
          + ": the kernel refuses: File exists",
        "netlink netfilter <- type 3 (done) flags 0x0000 seq 6 port 0 length 20",
        "netlink netfilter: 3 bytes are no message",
      ])
  }
}
