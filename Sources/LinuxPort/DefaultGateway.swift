internal import CLinux
public import EdgeTypes

/// The IPv4 gateway of the default route, as /proc/net/route has it (proc_net(5)).
public enum DefaultGateway {
  private static let path = Array("/proc/net/route".utf8)
  private static let largest = 1 << 18
  /// RTF_UP and RTF_GATEWAY of linux/route.h.
  private static let wanted: UInt32 = 0x0003

  /// Nil if there is none through `device`, as on a point-to-point line.
  public static func read(device: [UInt8]) -> IPv4Address? {
    do throws(FileError) {
      return find(in: try Files.read(path, atMost: largest), device: device)
    } catch {
      return nil
    }
  }

  /// The one of the lowest metric.
  static func find(in table: [UInt8], device: [UInt8]) -> IPv4Address? {
    var best: (metric: UInt64, gateway: IPv4Address)?
    for line in table.split(separator: 0x0A) {
      let fields = line.split { $0 == 0x09 || $0 == 0x20 }
      guard fields.count >= 8, Array(fields[0]) == device, hex(fields[1]) == 0,
        hex(fields[7]) == 0, let gateway = hex(fields[2]), let flags = hex(fields[3]),
        flags & wanted == wanted, let metric = UInt64(decimalDigits: fields[6])
      else { continue }
      // The kernel prints the number as it lies in memory.
      let address = IPv4Address(bits: UInt32(bigEndian: gateway))
      if best.map({ metric < $0.metric }) ?? true { best = (metric, address) }
    }
    return best?.gateway
  }

  private static func hex(_ digits: ArraySlice<UInt8>) -> UInt32? {
    guard (1...8).contains(digits.count) else { return nil }
    var value: UInt32 = 0
    for digit in digits {
      switch digit {
      case 0x30...0x39: value = value << 4 | UInt32(digit - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(digit - 0x37)
      case 0x61...0x66: value = value << 4 | UInt32(digit - 0x57)
      default: return nil
      }
    }
    return value
  }
}
