public import EdgeTypes

/// When to poll again, by the answer's `cache-control` header (RFC 9111 section 5.2).
public enum CacheControl {
  public static let usual = Interval.seconds(5)
  static let shortest = Interval.seconds(2)
  static let longest = Interval.seconds(60)

  /// `max-age` within 2 to 60 s; 5 s without one.
  public static func pollInterval(_ header: [UInt8]?) -> Interval {
    guard let header, header.count <= 1024 else { return usual }
    for word in header.split(whereSeparator: { $0 == 0x2C || $0 == 0x20 || $0 == 0x3B }) {
      guard word.starts(with: "max-age=".utf8) else { continue }
      guard let seconds = UInt64(decimalDigits: word.dropFirst(8), atMost: 9) else { return usual }
      return min(max(.seconds(seconds), shortest), longest)
    }
    return usual
  }
}
