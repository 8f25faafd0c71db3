public import EdgeTypes

/// The name of a qdisc or of a class in the kernel, `major:minor` (linux/pkt_sched.h).
public struct TrafficHandle: Hashable, Comparable, Sendable {
  public var raw: UInt32
  public init(raw: UInt32) { self.raw = raw }
  public init(_ major: UInt16, _ minor: UInt16 = 0) {
    raw = UInt32(major) << 16 | UInt32(minor)
  }

  /// The parent of an interface's outermost qdisc, TC_H_ROOT.
  public static let root = TrafficHandle(raw: 0xFFFF_FFFF)
  /// The parent of the ingress qdisc, TC_H_INGRESS (also TC_H_CLSACT).
  public static let ingress = TrafficHandle(raw: 0xFFFF_FFF1)
  /// The handle that the kernel gives every ingress qdisc, whoever made it.
  public static let ingressQdisc = TrafficHandle(0xFFFF)

  public var major: UInt16 { UInt16(truncatingIfNeeded: raw >> 16) }
  public var minor: UInt16 { UInt16(truncatingIfNeeded: raw) }

  public static func < (left: TrafficHandle, right: TrafficHandle) -> Bool { left.raw < right.raw }

  /// As `tc` writes it: `root`, `ingress`, `ed0:` for a qdisc, `ed0:10` for a class.
  public var text: Text {
    switch self {
    case .root: "root"
    case .ingress: "ingress"
    default:
      minor == 0
        ? "\(Hex.digits(UInt32(major))):"
        : "\(Hex.digits(UInt32(major))):\(Hex.digits(UInt32(minor)))"
    }
  }
}
