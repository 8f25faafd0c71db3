/// What the kernel can do, found out by trying it on a device of our own.
public struct TrafficFeatures: Equatable, Sendable {
  public var htb = false
  public var cake = false
  public var fqCodel = false
  public var packetFIFO = false
  /// IFB devices, the u32 classifier and mirred: all three are needed to shape what arrives.
  public var ifb = false
  public var u32 = false
  public var mirred = false
  /// Copying a connection's mark to an arriving packet, and classifying by it.
  public var ctinfo = false
  public var fw = false
  /// nf_tables with an inet table.
  public var nftables = false
  public init() {}
}

extension TrafficFeatures {
  /// A kernel that has everything.
  public static var all: TrafficFeatures {
    var all = TrafficFeatures()
    (all.htb, all.cake, all.fqCodel, all.packetFIFO) = (true, true, true, true)
    (all.ifb, all.u32, all.mirred) = (true, true, true)
    (all.ctinfo, all.fw, all.nftables) = (true, true, true)
    return all
  }

  /// What both have.
  public func intersection(_ other: TrafficFeatures) -> TrafficFeatures {
    var both = TrafficFeatures()
    (both.htb, both.cake) = (htb && other.htb, cake && other.cake)
    (both.fqCodel, both.packetFIFO) = (fqCodel && other.fqCodel, packetFIFO && other.packetFIFO)
    (both.ifb, both.u32, both.mirred) = (ifb && other.ifb, u32 && other.u32, mirred && other.mirred)
    (both.ctinfo, both.fw) = (ctinfo && other.ctinfo, fw && other.fw)
    both.nftables = nftables && other.nftables
    return both
  }
}
