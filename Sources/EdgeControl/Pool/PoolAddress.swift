internal import EdgeTypes

/// An absolute http or https URL that has been taken apart; nothing else is ever contacted.
public struct PoolAddress: Equatable, Sendable {
  /// No longer URL is accepted, in bytes.
  public static let maximumBytes = 512

  public let isSecure: Bool
  /// In lower case; an IPv6 address without its brackets.
  public let host: [UInt8]
  public let address: IPAddressBytes?
  public let port: UInt16
  /// Path and query, beginning with a slash.
  public let target: [UInt8]
  /// As it was written.
  public let bytes: [UInt8]

  /// Nil unless `bytes` is a plain URL: no user name, fragment, blank or control character.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count <= Self.maximumBytes, bytes.allSatisfy({ (0x21...0x7E).contains($0) }),
      !bytes.contains(0x5C), !bytes.contains(0x23),
      let schemeEnd = bytes.firstIndex(of: 0x3A), schemeEnd + 3 <= bytes.count,
      bytes[(schemeEnd + 1)..<(schemeEnd + 3)].elementsEqual([0x2F, 0x2F])
    else { return nil }
    switch Text(bytes[..<schemeEnd].map(Self.lowercase)) {
    case "http": isSecure = false
    case "https": isSecure = true
    default: return nil
    }
    let rest = bytes[(schemeEnd + 3)...]
    let authority = rest.prefix { $0 != 0x2F && $0 != 0x3F }
    let target = Array(rest[authority.endIndex...])
    guard let (host, address, port) = Self.parse(authority: authority) else { return nil }
    (self.host, self.address, self.bytes) = (host, address, bytes)
    self.port = port ?? (isSecure ? 443 : 80)
    self.target = target.first == 0x2F ? target : [0x2F] + target
  }

  /// The address that `location`, from a redirect, means when it was received for this URL.
  public func resolving(location: [UInt8]) -> PoolAddress? {
    if let absolute = PoolAddress(location) { return absolute }
    let origin = bytes.prefix(bytes.count - (bytes.hasSuffix(target) ? target.count : 0))
    if location.starts(with: [0x2F, 0x2F]) {
      return PoolAddress(Array((isSecure ? "https:" : "http:").utf8) + location)
    }
    guard location.first == 0x2F else { return nil }
    return PoolAddress(origin + location)
  }

  private static func parse(
    authority: ArraySlice<UInt8>
  ) -> ([UInt8], IPAddressBytes?, UInt16?)? {
    var host = authority
    var portText: ArraySlice<UInt8> = []
    if authority.first == 0x5B {
      guard let end = authority.firstIndex(of: 0x5D) else { return nil }
      host = authority[(authority.startIndex + 1)..<end]
      portText = authority[(end + 1)...]
      guard let address = IPAddressBytes(v6: Array(host)) else { return nil }
      guard let port = parse(port: portText) else { return nil }
      return (host.map(lowercase), address, port.value)
    }
    if let colon = authority.firstIndex(of: 0x3A) {
      (host, portText) = (authority[..<colon], authority[colon...])
    }
    guard let port = parse(port: portText), let name = parse(host: host) else { return nil }
    return (name, IPAddressBytes(v4: name), port.value)
  }

  /// Either nothing, or a colon and a number from 1 to 65,535.
  private static func parse(port text: ArraySlice<UInt8>) -> (value: UInt16?, Void)? {
    guard let colon = text.first else { return (nil, ()) }
    let digits = text.dropFirst()
    guard colon == 0x3A, !digits.isEmpty, digits.count <= 5 else { return nil }
    var value: UInt32 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + UInt32(digit - 0x30)
    }
    return UInt16(exactly: value).flatMap { $0 > 0 ? ($0, ()) : nil }
  }

  /// A host name or a dotted IPv4 address.
  ///
  /// A name whose last label is a number is refused unless it is a complete address: resolvers
  /// disagree about `127.1`, `0x7f.1` and `2130706433`, and such a name can hide a private address.
  private static func parse(host: ArraySlice<UInt8>) -> [UInt8]? {
    guard !host.isEmpty, host.count <= 253 else { return nil }
    let name = host.map(lowercase)
    for byte in name {
      switch byte {
      case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E, 0x5F: continue
      default: return nil
      }
    }
    let last = name.split(separator: 0x2E, omittingEmptySubsequences: true).last ?? []
    guard let first = last.first else { return nil }
    if (0x30...0x39).contains(first), IPAddressBytes(v4: name) == nil { return nil }
    return name
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
  }
}

extension [UInt8] {
  fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
    count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
  }
}
