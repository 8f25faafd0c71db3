import EdgeConfig
import EdgeTypes
import Testing
import UCI

/// The values that only this program's config has.
@Suite struct ValueTests {
  private func read<Value>(
    _ text: String, _ decode: ([UInt8]) throws(ValueFault) -> Value
  ) -> Value? {
    do throws(ValueFault) { return try decode(Array(text.utf8)) } catch { return nil }
  }

  @Test func share_isAPercentageOrARate() {
    #expect(read("10%", Measure.share) == .percent(10))
    #expect(read("100%", Measure.share) == .percent(100))
    #expect(read("2mbit", Measure.share) == .rate(BitRate(bitsPerSecond: 2_000_000)))
    for text in ["0%", "101%", "1.5%", "%", "-1%", "ten", ""] {
      #expect(read(text, Measure.share) == nil, "\(text)")
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
}
