extension HTTPURL {
  /// The URL that `location`, from a redirect, means when it was received for this one.
  public func resolving(location: [UInt8], _ rules: HTTPURLRules) -> HTTPURL? {
    if let absolute = HTTPURL(location, rules) { return absolute }
    if location.starts(with: "//".utf8) {
      return HTTPURL(Array((isSecure ? "https:" : "http:").utf8) + location, rules)
    }
    guard location.first == UInt8(ascii: "/") else { return nil }
    return HTTPURL(origin + location, rules)
  }

  /// Scheme, host and port as they were written, without a path.
  private var origin: [UInt8] {
    let isWritten =
      bytes.count >= target.count && bytes[(bytes.count - target.count)...].elementsEqual(target)
    return Array(bytes.prefix(bytes.count - (isWritten ? target.count : 0)))
  }

  /// What the Host field of a request for an `http` URL says: the port is left out if it is 80.
  public var hostField: [UInt8] {
    var text = host.contains(UInt8(ascii: ":")) ? Array("[".utf8) + host + Array("]".utf8) : host
    if port != 80 { text += Text(":\(port)").bytes }
    return text
  }
}
