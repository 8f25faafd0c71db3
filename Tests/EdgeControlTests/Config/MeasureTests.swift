import EdgeControl
import EdgeTypes
import Testing

/// The units in which config values are written (architecture section 6).
@Suite struct MeasureTests {
  private func read<Value>(
    _ text: String, _ decode: ([UInt8]) throws(ValueFault) -> Value
  ) -> Value? {
    do throws(ValueFault) { return try decode(Array(text.utf8)) } catch { return nil }
  }

  @Test(arguments: [
    ("10mbit", 10_000_000), ("500kbit", 500_000), ("10000", 10_000_000), ("1", 1_000),
    ("1.5mbit", 1_500_000), ("0.001gbit", 1_000_000), ("8000bit", 8_000),
    ("100gbit", 100_000_000_000),
    ("10MBit", 10_000_000),
  ])
  func rate_isRead(text: String, bits: UInt64) {
    #expect(read(text, Measure.rate) == BitRate(bitsPerSecond: bits))
  }

  @Test(arguments: [
    "", "mbit", "0", "0mbit", "-1", "1e3", "10 mbit", "10mbps", "10MB", "101gbit", "999bit",
    ".5mbit",
    "1.mbit", "1.2345mbit", "1000000000000kbit", "99999999999999999999", "0x10", "٣",
  ])
  func otherRate_isRefused(text: String) { #expect(read(text, Measure.rate) == nil) }

  @Test(arguments: [
    ("50GB", 50_000_000_000), ("64MiB", 67_108_864), ("1kB", 1000), ("1KiB", 1024), ("7", 7),
    ("7B", 7), ("1.5TB", 1_500_000_000_000), ("1TiB", 1 << 40), ("50gb", 50_000_000_000),
    ("0.5KiB", 512),
  ])
  func size_isRead(text: String, bytes: UInt64) {
    #expect(read(text, Measure.size) == ByteCount(bytes))
  }

  @Test(arguments: ["", "GB", "0", "0GB", "-5GB", "50G", "50Gbit", "999999999999TB", "5 GB"])
  func otherSize_isRefused(text: String) { #expect(read(text, Measure.size) == nil) }

  @Test(arguments: [
    ("30s", 30), ("5m", 300), ("2h", 7200), ("45", 45), ("0", 0), ("8760h", 31_536_000),
  ])
  func time_isRead(text: String, seconds: UInt64) {
    #expect(read(text, Measure.time) == .seconds(seconds))
  }

  @Test(arguments: ["", "s", "1d", "8761h", "-1s", "5min", "1:30"])
  func otherTime_isRefused(text: String) { #expect(read(text, Measure.time) == nil) }

  @Test(arguments: [("00:00", 0), ("23:59", 1439), ("7:05", 425), ("07:05", 425)])
  func minuteOfDay_isRead(text: String, minute: Int) {
    #expect(read(text, Measure.minuteOfDay) == minute)
  }

  @Test(arguments: ["24:00", "12:60", "12", "12:5", "12:05:00", ":", "a:bc", "-1:00", "012:00"])
  func otherMinuteOfDay_isRefused(text: String) { #expect(read(text, Measure.minuteOfDay) == nil) }

  @Test func share_isAPercentageOrARate() {
    #expect(read("10%", Measure.share) == .percent(10))
    #expect(read("100%", Measure.share) == .percent(100))
    #expect(read("2mbit", Measure.share) == .rate(BitRate(bitsPerSecond: 2_000_000)))
    for text in ["0%", "101%", "1.5%", "%", "-1%", "ten", ""] {
      #expect(read(text, Measure.share) == nil, "\(text)")
    }
  }

  @Test func booleanWords_areThoseOfUCI() {
    for text in ["1", "on", "true", "yes", "enabled", "TRUE"] {
      #expect(read(text, NameValue.boolean) == true)
    }
    for text in ["0", "off", "false", "no", "disabled"] {
      #expect(read(text, NameValue.boolean) == false)
    }
    for text in ["", "2", "y", "n", "maybe"] { #expect(read(text, NameValue.boolean) == nil) }
  }

  @Test func deviceNames_areThoseOfTheKernel() {
    for text in ["eth0", "br-lan", "wan.10", "pppoe-wan", "a"] {
      #expect(read(text, NameValue.device) == Array(text.utf8))
    }
    for text in ["", "0123456789abcdef", "a/b", "a b", "a:1", ".", "..", "eth\n0", "ethä"] {
      #expect(read(text, NameValue.device) == nil, "\(text)")
    }
  }

  @Test func poolURLs_arePlainHTTPAndLoseTheirTrailingSlash() {
    let good = [
      "http://pool.example": "http://pool.example", "http://pool.example/": "http://pool.example",
      "HTTP://Pool.Example//": "http://pool.example",
      "http://192.0.2.1:8080/m/": "http://192.0.2.1:8080/m",
      "http://[fd00::1]:80/a/b": "http://[fd00::1]:80/a/b",
      "http://localhost:1": "http://localhost:1",
    ]
    for (text, url) in good { #expect(read(text, PoolURL.parse) == Array(url.utf8), "\(text)") }
    let bad = [
      "", "pool.example", "ftp://x", "https://pool.example", "http://", "http:///x", "http://x:0",
      "http://x:65536", "http://x:", "http://u@x", "http://x?y", "http://x/#y", "http://a b",
      "http://-a", "http://a..b", "http://1.2.3", "http://256.1.1.1", "http://[::1", "http://[x]",
      "http://[::1]x", "http://" + String(repeating: "a", count: 250),
    ]
    for text in bad { #expect(read(text, PoolURL.parse) == nil, "\(text)") }
  }

  @Test func addresses_needAUsablePrefix() {
    #expect(read("10.77.0.1/24", AddressValue.ipv4)?.prefixLength == 24)
    for text in [
      "10.77.0.1", "10.77.0.0/24", "10.77.0.255/24", "10.77.0.1/8", "10.77.0.1/30", "127.0.0.1/24",
      "224.0.0.1/24", "10.77.0/24", "10.077.0.1/24", "10.77.0.256/24", "10.77.0.1/", "/24",
    ] { #expect(read(text, AddressValue.ipv4) == nil, "\(text)") }
    #expect(
      read("fd77:0:0:1::1/64", AddressValue.ipv6)?.address
        == IPv6Address(
          high: 0xFD77_0000_0000_0001, low: 1))
    for text in ["fd77::1", "fd77::1/63", "ff02::1/64", "fe80::1/64", "fd77::/64", "::1/64"] {
      #expect(read(text, AddressValue.ipv6) == nil, "\(text)")
    }
  }

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
}
