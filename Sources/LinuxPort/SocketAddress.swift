internal import CLinux
public import EdgeTypes

/// An IPv4 or IPv6 address with a port.
public struct SocketAddress: Hashable, Sendable {
  public let address: IPAddress
  public let port: UInt16
  /// The interface that a link-local IPv6 address means; 0 = none.
  public let scope: UInt32

  public init(_ address: IPAddress, port: UInt16, scope: UInt32 = 0) {
    (self.address, self.port, self.scope) = (address, port, scope)
  }

  /// - Returns: nil unless there are 4 or 16 bytes.
  public init?(bytes: [UInt8], port: UInt16, scope: UInt32 = 0) {
    guard let address = IPAddress(bytes: bytes) else { return nil }
    self.init(address, port: port, scope: scope)
  }

  /// In network order: 4 bytes for IPv4, 16 for IPv6.
  public var bytes: [UInt8] { address.bytes }

  public var isIPv6: Bool { if case .v6 = address { true } else { false } }

  /// Reads a numeric address: `192.0.2.1`, `2001:db8::1` or `[2001:db8::1]`; names give nil.
  public init?(host: [UInt8], port: UInt16) {
    var text = host
    if text.first == 0x5B, text.last == 0x5D { text = Array(text[1..<text.count - 1]) }
    guard let address = IPAddress(text: text) else { return nil }
    self.init(address, port: port)
  }

  /// What the kernel says, such as the peer of a connection; nil for other families.
  init?(_ address: UnsafePointer<sockaddr>?) {
    guard let address else { return nil }
    let raw = UnsafeRawPointer(address)
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      var v4 = raw.loadUnaligned(as: sockaddr_in.self)
      self.init(
        bytes: withUnsafeBytes(of: &v4.sin_addr) { Array($0) }, port: UInt16(bigEndian: v4.sin_port)
      )
    case AF_INET6:
      var v6 = raw.loadUnaligned(as: sockaddr_in6.self)
      self.init(
        bytes: withUnsafeBytes(of: &v6.sin6_addr) { Array($0) },
        port: UInt16(bigEndian: v6.sin6_port), scope: v6.sin6_scope_id)
    default: return nil
    }
  }

  /// Runs `body` with the kernel's form of this address.
  func withKernelForm<Result>(_ body: (UnsafePointer<sockaddr>, Int32) -> Result) -> Result {
    var (v4, v6) = (sockaddr_in(), sockaddr_in6())
    if isIPv6 {
      v6.sin6_family = sa_family_t(AF_INET6)
      v6.sin6_port = port.bigEndian
      v6.sin6_scope_id = scope
      withUnsafeMutableBytes(of: &v6.sin6_addr) { $0.copyBytes(from: bytes) }
      return rebound(&v6, body)
    }
    v4.sin_family = sa_family_t(AF_INET)
    v4.sin_port = port.bigEndian
    withUnsafeMutableBytes(of: &v4.sin_addr) { $0.copyBytes(from: bytes) }
    return rebound(&v4, body)
  }

  private func rebound<Address, Result>(
    _ address: UnsafePointer<Address>, _ body: (UnsafePointer<sockaddr>, Int32) -> Result
  ) -> Result {
    let generic = UnsafeRawPointer(address).assumingMemoryBound(to: sockaddr.self)
    return body(generic, Int32(MemoryLayout<Address>.size))
  }

  /// `192.0.2.1` or `2001:db8::1`.
  public var host: Text { address.text }

  /// `192.0.2.1:80` or `[2001:db8::1]:80`.
  public var text: Text { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
