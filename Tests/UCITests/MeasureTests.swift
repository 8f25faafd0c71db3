import EdgeTypes
import Testing
import UCI

/// The units in which values are written.
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
}
