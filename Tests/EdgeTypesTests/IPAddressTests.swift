import EdgeTypes
import Foundation
import Testing

@Suite struct IPAddressTests {
  @Test(arguments: [
    ("::", 0, 0), ("::1", 0, 1), ("1::", 0x0001_0000_0000_0000, 0),
    ("1:2:3:4:5:6:7:8", 0x0001_0002_0003_0004, 0x0005_0006_0007_0008),
    ("::ffff:1.2.3.4", 0, 0x0000_FFFF_0102_0304), ("a:b::C", 0x000A_000B_0000_0000, 0xC),
    ("1:2:3:4:5:6:7::", 0x0001_0002_0003_0004, 0x0005_0006_0007_0000),
  ])
  func ipv6Text_isRead(text: String, high: UInt64, low: UInt64) {
    #expect(IPv6Address(text: Array(text.utf8)) == IPv6Address(high: high, low: low))
  }

  @Test(arguments: [
    "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "1:",
    ":1", "::1:", "1.2.3.4", "::1.2.3", "::1.2.3.4:5", "fe80::1%eth0", "1:2:3:4:5:6:7:8::",
  ])
  func otherIPv6Text_isRefused(text: String) {
    #expect(IPv6Address(text: Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    ("8.8.8.8", true), ("10.1.2.3", false), ("100.64.0.1", false), ("100.128.0.1", true),
    ("127.0.0.1", false), ("169.254.1.1", false), ("172.15.0.1", true), ("172.31.0.1", false),
    ("192.168.1.1", false), ("192.0.2.1", false), ("198.18.0.1", false), ("224.0.0.1", false),
    ("255.255.255.255", false), ("0.0.0.0", false), ("203.0.113.9", false), ("1.1.1.1", true),
  ])
  func v4Address_isPublicOrNot(_ text: String, _ isPublic: Bool) throws {
    let address = try #require(IPAddress(text: Array(text.utf8)))
    #expect(address.isPublic == isPublic)
  }

  @Test(arguments: [
    ("2a00:1450::1", true), ("::1", false), ("::", false), ("fe80::1", false), ("fd77::1", false),
    ("ff02::fb", false), ("2001:db8::1", false), ("2002:0a00:0001::", false), ("2001::1", false),
    ("::ffff:10.0.0.1", false), ("::ffff:8.8.8.8", true), ("64:ff9b::8.8.8.8", false),
    ("2606:4700:4700::1111", true),
  ])
  func v6Address_isPublicOrNot(_ text: String, _ isPublic: Bool) throws {
    let address = try #require(IPAddress(text: Array(text.utf8)))
    #expect(address.isPublic == isPublic)
  }

  @Test(arguments: [":", ":::", "1:2:3:4:5:6:7", "1::2::3", "12345::", "::1.2.3", "1:", "g::"])
  func strangeV6Address_isRefused(_ text: String) {
    #expect(IPAddress(text: Array(text.utf8)) == nil)
  }

  @Test func bytes_areReadBack() {
    for text in ["192.0.2.7", "0.0.0.0", "::", "2001:db8::1", "fe80::a:b:c:d"] {
      let address = IPAddress(text: Array(text.utf8))
      #expect(address.flatMap { IPAddress(bytes: $0.bytes) } == address)
      #expect(address?.text == Text(text.utf8))
    }
    for count in [0, 3, 5, 15, 17] {
      #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }
  }

  @Test(arguments: [
    ("192.0.2.7", true), ("0.1.2.3", false), ("127.0.0.1", false), ("224.0.0.1", false),
    ("2001:db8::1", true), ("fe80::1", true), ("::2", true), ("::1", false), ("::", false),
    ("ff02::1", false),
  ])
  func address_isAHostsOrNot(_ text: String, _ isUnicast: Bool) throws {
    #expect(try #require(IPAddress(text: Array(text.utf8))).isUnicast == isUnicast)
  }

  /// Addresses with many zeros, whose short form has most cases, and some without.
  @Test func text_isThatOfTheCLibrary_andIsReadBack() throws {
    var state: UInt64 = 1
    for _ in 0..<20_000 {
      var bytes: [UInt8] = []
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let group: UInt64
        switch state >> 60 {
        case 0...8: group = 0
        case 9: group = 0xFFFF
        case 10, 11: group = state >> 40 & 0xF
        default: group = state >> 33 & 0xFFFF
        }
        bytes += [UInt8(group >> 8), UInt8(group & 255)]
      }
      let address = try #require(IPAddress(bytes: bytes))
      #expect(address.text.bytes == libraryText(bytes))
      #expect(IPAddress(text: address.text.bytes) == address)
    }
  }

  private func libraryText(_ bytes: [UInt8]) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    inet_ntop(AF_INET6, bytes, &buffer, socklen_t(buffer.count))
    return buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
  }

  /// What is made of characters that addresses are written with.
  @Test func anyText_isReadAsTheCLibraryReadsIt() {
    let pieces = [
      "0", "1", "12", "255", "256", "01", "ffff", "fffff", "a", ":", "::", ".", "%1", "",
    ]
    var state: UInt64 = 7
    for _ in 0..<50_000 {
      var text = ""
      for _ in 0..<(1 + state >> 60) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int(state >> 33) % pieces.count] + (state >> 63 == 0 ? ":" : "")
      }
      let mine = IPAddress(text: Array(text.utf8))?.bytes
      #expect(mine == libraryBytes(text), "\(text)")
    }
  }

  private func libraryBytes(_ text: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes[..<4]) }
    return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
  }
}
