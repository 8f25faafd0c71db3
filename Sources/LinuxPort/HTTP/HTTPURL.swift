/// The parts of an `http://` URL that a request needs (RFC 3986); users and passwords in it are
/// refused, a fragment is left out.
public struct HTTPURL: Equatable, Sendable {
  /// In lower case, an IPv6 address without its brackets.
  public let host: [UInt8]
  public let port: UInt16
  /// Path and query, at least `/`.
  public let target: [UInt8]

  /// - Returns: nil for another scheme, an empty host, a bad port or any character that has no
  ///   place in a request line.
  public init?(_ text: [UInt8]) {
    let scheme = Array("http://".utf8)
    guard text.count > scheme.count, text.count <= 2_048,
      HTTPHeaders.same(Array(text[..<scheme.count]), scheme),
      text.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    let rest = text[scheme.count...].prefix { $0 != 0x23 }
    let authority = rest.prefix { $0 != 0x2F && $0 != 0x3F }
    let target = Array(rest.dropFirst(authority.count))
    guard let (host, port) = Self.split(authority) else { return nil }
    self.host = host.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    self.port = port
    self.target = target.first == 0x2F ? target : [0x2F] + target
  }

  private static func split(_ authority: ArraySlice<UInt8>) -> ([UInt8], UInt16)? {
    var host = authority
    var port: ArraySlice<UInt8> = []
    if authority.first == 0x5B {
      guard let close = authority.firstIndex(of: 0x5D) else { return nil }
      host = authority[(authority.startIndex + 1)..<close]
      port = authority[(close + 1)...]
      guard SocketAddress(host: Array(host), port: 0)?.isIPv6 == true else { return nil }
    } else {
      host = authority.prefix { $0 != 0x3A }
      port = authority.dropFirst(host.count)
      guard !host.isEmpty, host.count <= 253, host.allSatisfy(isNameCharacter) else { return nil }
    }
    if port.isEmpty { return (Array(host), 80) }
    guard port.first == 0x3A, let number = number(port.dropFirst()) else { return nil }
    return (Array(host), number)
  }

  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
    default: false
    }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt16? {
    guard !digits.isEmpty, digits.count <= 5 else { return nil }
    var value: UInt32 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + UInt32(digit - 0x30)
    }
    return value == 0 ? nil : UInt16(exactly: value)
  }

  /// What the Host field says: the port is left out if it is 80.
  var authority: [UInt8] {
    var text = host.contains(0x3A) ? [0x5B] + host + [0x5D] : host
    if port != 80 { text += [0x3A] + Array("\(port)".utf8) }
    return text
  }
}
