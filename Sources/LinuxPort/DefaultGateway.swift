internal import CLinux
internal import EdgeTypes

/// The next machine on the way to the Internet, as the kernel's routes name it.
public enum DefaultGateway {
  private static let largest = 1 << 18
  /// linux/route.h.
  private static let isUp: UInt32 = 0x0001
  private static let hasGateway: UInt32 = 0x0002

  /// The gateway of the default route through `device` that has the lowest metric; where that route
  /// needs none, as on PPP, the machine at the other end. IPv6 is asked if IPv4 knows nobody.
  ///
  /// - Returns: port 0; nil if there is no such machine.
  public static func read(device: [UInt8]) -> SocketAddress? {
    switch find(in: table("/proc/net/route"), device: device) {
    case .gateway(let address): address
    case .otherEnd: otherEnd(of: device) ?? find6(in: table("/proc/net/ipv6_route"), device: device)
    case nil: find6(in: table("/proc/net/ipv6_route"), device: device)
    }
  }

  enum Way: Equatable {
    case gateway(SocketAddress)
    case otherEnd
  }

  /// In /proc/net/route (proc_net(5)).
  static func find(in table: [UInt8], device: [UInt8]) -> Way? {
    var best: (metric: UInt64, way: Way)?
    for line in table.split(separator: 0x0A) {
      let fields = fields(of: line)
      guard fields.count >= 8, Array(fields[0]) == device, hex(fields[1]) == 0,
        hex(fields[7]) == 0, let gateway = hex(fields[2]), let flags = hex(fields[3]),
        flags & isUp != 0, let metric = UInt64(decimalDigits: fields[6]),
        best.map({ metric < $0.metric }) ?? true
      else { continue }
      // The kernel prints the number as it lies in memory.
      let bytes = withUnsafeBytes(of: gateway) { Array($0) }
      guard flags & hasGateway != 0 else {
        best = (metric, .otherEnd)
        continue
      }
      if let address = SocketAddress(bytes: bytes, port: 0) { best = (metric, .gateway(address)) }
    }
    return best?.way
  }

  /// In /proc/net/ipv6_route: destination, its prefix length, source, its prefix length, next hop,
  /// metric, two counts, flags, device; all hexadecimal (rt6_info_route of net/ipv6/route.c).
  static func find6(in table: [UInt8], device: [UInt8]) -> SocketAddress? {
    let anywhere = [UInt8](repeating: 0, count: 16)
    var best: (metric: UInt32, address: SocketAddress)?
    for line in table.split(separator: 0x0A) {
      let fields = fields(of: line)
      guard fields.count >= 10, Array(fields[9]) == device,
        Hex.decode(Array(fields[0])) == anywhere, hex(fields[1]) == 0,
        let hop = Hex.decode(Array(fields[4])), hop != anywhere,
        let metric = hex(fields[5]), let flags = hex(fields[8]), flags & isUp != 0,
        flags & hasGateway != 0, best.map({ metric < $0.metric }) ?? true
      else { continue }
      if let address = SocketAddress(bytes: hop, port: 0) { best = (metric, address) }
    }
    return best?.address
  }

  private static func otherEnd(of device: [UInt8]) -> SocketAddress? {
    var bytes = [UInt8](repeating: 0, count: 4)
    guard ep_peer_address(device.cString, &bytes) == 0 else { return nil }
    return SocketAddress(bytes: bytes, port: 0)
  }

  /// Empty where the kernel has no such table.
  private static func table(_ path: StaticString) -> [UInt8] {
    (try? Files.read(Text(path).bytes, atMost: largest)) ?? []
  }

  private static func fields(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.split { $0 == 0x09 || $0 == 0x20 }
  }

  private static func hex(_ digits: ArraySlice<UInt8>) -> UInt32? {
    guard (1...8).contains(digits.count),
      let bytes = Hex.decode([UInt8](repeating: 0x30, count: 8 - digits.count) + digits)
    else { return nil }
    return bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }
}
