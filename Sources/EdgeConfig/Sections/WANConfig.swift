public import EdgeTypes
internal import UCI

/// The line to the Internet.
public struct WANConfig: Equatable, Sendable {
  /// The kernel's name of the interface towards the Internet; nil = unknown, taken as up.
  public var device: [UInt8]?
  public var upload: BitRate?
  public var download: BitRate?
  /// A line that is paid by volume: mining pauses on it.
  public var metered = false
  /// Whether another program's qdisc on `device` is replaced by ours.
  public var takeOver = false
  public var ping = LatencyTarget.gateway
  public init() {}
}

/// Whose round trips tell how busy the line is.
public enum LatencyTarget: Equatable, Sendable {
  case off
  /// The router behind the WAN.
  case gateway
  case host(IPAddress)
}

extension SectionType {
  static var wan: SectionType { SectionType("wan") { $0.config.wan.read(&$1) } }
}

extension WANConfig {
  fileprivate mutating func read(_ reader: inout SectionReader) {
    self = WANConfig()
    reader.read(
      "device", .device, into: &device, default: "none: the line counts as up",
      help: "the network device; mining pauses within 5 s when it goes down")
    reader.read(
      "upload", .rate, into: &upload, default: "none: not shaped",
      help: "the rate of the line upwards, 1kbit to 100gbit")
    reader.read(
      "download", .rate, into: &download, default: "none: not shaped",
      help: "the rate of the line downwards")
    reader.read(
      "metered", .boolean, into: &metered, default: "`0`",
      help: "`1`: the line is paid by volume, nothing is mined")
    reader.read(
      "take_over", .boolean, into: &takeOver, default: "`0`",
      help: """
        `1`: another program's queues and filters on `device` are replaced; else they stay, and \
        the status says so
        """)
    reader.read(
      "ping", .latencyTarget, into: &ping, default: "`gateway`",
      help: """
        whose round trips tell how busy the line is: the next router's, none, or those of a host \
        ([traffic.md](traffic.md#the-lines-delay))
        """)
  }
}

extension ValueKind where Value == LatencyTarget {
  fileprivate static var latencyTarget: ValueKind {
    ValueKind(ManualText("`gateway`, `off` or an address"), AddressValue.latencyTarget)
  }
}

extension AddressValue {
  /// `gateway`, `off`, or the address of a host; a link-local one is behind the WAN.
  static func latencyTarget(_ text: [UInt8]) throws(ValueFault) -> LatencyTarget {
    switch Text(text) {
    case "gateway": return .gateway
    case "off": return .off
    default: break
    }
    if let address = IPAddress(text: text), address.isUnicast { return .host(address) }
    throw ValueFault(
      "is neither a host nor known",
      expected: "gateway, off, or an address such as 192.0.2.1 or 2001:db8::1",
      nearest: nearestName(to: text, among: [Array("gateway".utf8), Array("off".utf8)]))
  }
}
