public import EdgeTypes
public import UCI

/// The master URL of a pool.
public enum PoolURL {
  /// Checks `http://host[:port][/path]` and takes trailing slashes off (RFC 3986, section 3).
  ///
  /// No user name, query or fragment: a pool's own paths are appended to it.
  public static func parse(_ text: [UInt8]) throws(ValueFault) -> [UInt8] {
    do throws(HTTPURLFault) {
      _ = try HTTPURL(checking: text, .config)
    } catch {
      throw PoolURL.fault(error)
    }
    let rest = text.dropFirst(7)
    let authority = rest.prefix { $0 != UInt8(ascii: "/") }
    let path = rest.dropFirst(authority.count)
    let kept = path.reversed().drop { $0 == UInt8(ascii: "/") }.reversed()
    return Array("http://".utf8) + ASCII.lowercased(authority) + Array(kept)
  }

  private static func fault(_ fault: HTTPURLFault) -> ValueFault {
    let expected: Text = "a URL such as http://pool.example or http://192.0.2.1:8080/master"
    return switch fault {
    case .needsTLS:
      ValueFault(
        "needs TLS, which this version does not have", expected: "an http:// URL until TLS comes")
    case .otherScheme: ValueFault("is not an http:// URL", expected: expected)
    case .characters:
      ValueFault(
        "has a blank or non-ASCII character in it, or is too long",
        expected: "at most \(HTTPURLRules.config.maximumBytes) printable ASCII characters")
    case .queryOrFragment: ValueFault("has a query or a fragment", expected: expected)
    case .userName: ValueFault("has a user name in it", expected: expected)
    case .bracketedAddress:
      ValueFault("has no valid IPv6 address in its brackets", expected: expected)
    case .port:
      ValueFault("has no valid port", expected: "a port from 1 to 65535 after the host")
    case .host: ValueFault("has no valid host name", expected: expected)
    }
  }
}

extension ValueKind where Value == [UInt8] {
  static var poolURL: ValueKind { ValueKind(ManualText("URL"), PoolURL.parse) }
}
