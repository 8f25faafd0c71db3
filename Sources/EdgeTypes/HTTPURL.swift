/// An absolute http or https URL that has been taken apart (RFC 3986). User names are refused.
public struct HTTPURL: Equatable, Sendable {
  public let isSecure: Bool
  /// In lower case; an IPv6 address without its brackets.
  public let host: [UInt8]
  /// What the host says if it is an address.
  public let address: IPAddress?
  public let port: UInt16
  /// Path and query, beginning with a slash.
  public let target: [UInt8]
  /// As it was written.
  public let bytes: [UInt8]

  /// Nil unless `bytes` is a URL by `rules`.
  public init?(_ bytes: [UInt8], _ rules: HTTPURLRules) {
    do throws(HTTPURLFault) { try self.init(checking: bytes, rules) } catch { return nil }
  }

  /// Takes `bytes` apart, or says why not. Total.
  public init(checking bytes: [UInt8], _ rules: HTTPURLRules) throws(HTTPURLFault) {
    let scheme = try HTTPURL.scheme(bytes, rules)
    try HTTPURL.check(bytes, rules)
    let rest = bytes[scheme.length...].prefix { $0 != UInt8(ascii: "#") }
    let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    guard !authority.contains(UInt8(ascii: "@")) else { throw .userName }
    let place = try HTTPURL.place(authority, rules)
    let target = Array(rest.dropFirst(authority.count))
    isSecure = scheme.isSecure
    (host, address) = (place.host, place.address)
    port = place.port ?? (scheme.isSecure ? 443 : 80)
    self.target = target.first == UInt8(ascii: "/") ? target : [UInt8(ascii: "/")] + target
    self.bytes = bytes
  }

  private static func scheme(
    _ bytes: [UInt8], _ rules: HTTPURLRules
  ) throws(HTTPURLFault) -> (length: Int, isSecure: Bool) {
    let start = ASCII.lowercased(bytes.prefix(8))
    if start == Array("https://".utf8) {
      guard rules.takesHTTPS else { throw .needsTLS }
      return (8, true)
    }
    guard start.starts(with: "http://".utf8) else { throw .otherScheme }
    return (7, false)
  }

  private static func check(_ bytes: [UInt8], _ rules: HTTPURLRules) throws(HTTPURLFault) {
    guard bytes.count <= rules.maximumBytes, bytes.allSatisfy(ASCII.isGraphic),
      rules.takesBackslash || !bytes.contains(UInt8(ascii: "\\"))
    else { throw .characters }
    if !rules.cutsFragment, bytes.contains(UInt8(ascii: "#")) { throw .queryOrFragment }
    if !rules.takesQuery, bytes.contains(UInt8(ascii: "?")) { throw .queryOrFragment }
  }

  private typealias Place = (host: [UInt8], address: IPAddress?, port: UInt16?)

  private static func place(
    _ authority: ArraySlice<UInt8>, _ rules: HTTPURLRules
  ) throws(HTTPURLFault) -> Place {
    if authority.first == UInt8(ascii: "["),
      let end = authority.lastIndex(of: UInt8(ascii: "]"))
    {
      let inside = Array(authority[(authority.startIndex + 1)..<end])
      guard let address = IPv6Address(text: inside) else { throw .bracketedAddress }
      let port = try HTTPURL.port(authority[(end + 1)...], rules)
      return (ASCII.lowercased(inside), .v6(address), port)
    }
    let host = authority.prefix { $0 != UInt8(ascii: ":") }
    let port = try HTTPURL.port(authority[host.endIndex...], rules)
    let name = ASCII.lowercased(host)
    guard name.isHost(by: rules.host) else { throw .host }
    return (name, IPv4Address(text: name).map { .v4($0) }, port)
  }

  /// Either nothing, or a colon and a number from 1 to 65,535.
  private static func port(
    _ text: ArraySlice<UInt8>, _ rules: HTTPURLRules
  ) throws(HTTPURLFault) -> UInt16? {
    guard !text.isEmpty else { return nil }
    guard text.first == UInt8(ascii: ":"),
      let number = UInt64(decimalDigits: text.dropFirst(), atMost: rules.mostPortDigits),
      let port = UInt16(exactly: number), port > 0
    else { throw .port }
    return port
  }
}

extension [UInt8] {
  /// Whether this is the name of a host, or an IPv4 address; in lower case.
  fileprivate func isHost(by rule: HTTPURLRules.Host) -> Bool {
    let isClean = allSatisfy { ASCII.isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
    guard isClean, (1...253).contains(count) else { return false }
    let labels = split(separator: UInt8(ascii: "."), omittingEmptySubsequences: rule != .labels)
    let mustBeAddress: Bool
    switch rule {
    case .characters: return true
    case .charactersOrAddress:
      guard let first = labels.last?.first else { return false }
      mustBeAddress = ASCII.isDigit(first)
    case .labels:
      for label in labels {
        guard (1...63).contains(label.count), label.first != UInt8(ascii: "-"),
          label.last != UInt8(ascii: "-")
        else { return false }
      }
      mustBeAddress = labels.last?.allSatisfy(ASCII.isDigit) ?? false
    }
    return !mustBeAddress || IPv4Address(text: self) != nil
  }
}
