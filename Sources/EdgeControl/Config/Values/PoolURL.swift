internal import EdgeTypes

/// The master URL of a pool.
public enum PoolURL {
  /// Checks `http://host[:port][/path]` and takes trailing slashes off (RFC 3986, section 3).
  ///
  /// No user name, query or fragment: a pool's own paths are appended to it. At most 255 bytes.
  public static func parse(_ text: [UInt8]) throws(ValueFault) -> [UInt8] {
    let expected: Text = "a URL such as http://pool.example or http://192.0.2.1:8080/master"
    let lowered = Text(text.prefix(8).map(lowercased))
    if lowered == "https://" {
      throw ValueFault(
        "needs TLS, which this version does not have",
        expected: "an http:// URL until TLS comes")
    }
    guard lowered.bytes.starts(with: Array("http://".utf8)) else {
      throw ValueFault("is not an http:// URL", expected: expected)
    }
    guard text.count <= 255, text.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw ValueFault(
        "has a blank or non-ASCII character in it, or is too long",
        expected: "at most 255 printable ASCII characters")
    }
    let rest = text.dropFirst(7)
    let authority = rest.prefix { $0 != UInt8(ascii: "/") }
    let path = rest.dropFirst(authority.count)
    if text.contains(where: { $0 == 0x3F || $0 == 0x23 }) {
      throw ValueFault("has a query or a fragment", expected: expected)
    }
    if authority.contains(UInt8(ascii: "@")) {
      throw ValueFault("has a user name in it", expected: expected)
    }
    try checkAuthority(authority, expected: expected)
    let kept = path.reversed().drop { $0 == UInt8(ascii: "/") }.reversed()
    return Array("http://".utf8) + authority.map(lowercased) + Array(kept)
  }

  private static func checkAuthority(
    _ authority: ArraySlice<UInt8>, expected: Text
  ) throws(ValueFault) {
    var host = authority
    if host.first == UInt8(ascii: "["), let end = host.lastIndex(of: UInt8(ascii: "]")) {
      let inside = Array(host[(host.startIndex + 1)..<end])
      guard IPv6Address(text: inside) != nil else {
        throw ValueFault("has no valid IPv6 address in its brackets", expected: expected)
      }
      try checkPort(host[(end + 1)...], expected: expected)
      return
    }
    if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
      try checkPort(host[colon...], expected: expected)
      host = host[..<colon]
    }
    guard isHostName(host) else { throw ValueFault("has no valid host name", expected: expected) }
  }

  private static func checkPort(_ text: ArraySlice<UInt8>, expected: Text) throws(ValueFault) {
    guard !text.isEmpty else { return }
    guard text.first == UInt8(ascii: ":"), let port = wholeNumber(text.dropFirst()),
      (1...65535).contains(port)
    else {
      throw ValueFault("has no valid port", expected: "a port from 1 to 65535 after the host")
    }
  }

  /// A name or an IPv4 address: labels of letters, digits, '-' and '_' (RFC 1123, section 2.1).
  private static func isHostName(_ host: ArraySlice<UInt8>) -> Bool {
    let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isName = labels.allSatisfy { label in
      (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
        && label.last != UInt8(ascii: "-")
        && label.allSatisfy { isDigit($0) || isLetter($0) || $0 == 0x2D || $0 == 0x5F }
    }
    guard isName, host.count <= 253, let last = labels.last else { return false }
    return last.allSatisfy(isDigit) ? IPv4Address(text: Array(host)) != nil : true
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(lowercased(byte)) }
}
