internal import EdgeTypes
internal import NetModel

/// Attributes that qdiscs, classes and filters share; linux/rtnetlink.h, linux/gen_stats.h.
enum TrafficAttribute {
  static let kind: UInt16 = 1
  static let options: UInt16 = 2
  static let statistics: UInt16 = 7
  static let chain: UInt16 = 11
  static let basic: UInt16 = 1
  static let queue: UInt16 = 3
  static let packets64: UInt16 = 8
}

/// linux/pkt_sched.h.
enum HTBAttribute {
  static let parameters: UInt16 = 1
  static let initial: UInt16 = 2
  static let rate64: UInt16 = 6
  static let ceiling64: UInt16 = 7
  /// TC_LINKLAYER_ETHERNET: the kernel then needs no table of rates from us.
  static let ethernet: UInt8 = 1
  static let version: UInt32 = 3
  /// A class without a quantum of its own would get a tenth of its rate.
  static let rateToQuantum: UInt32 = 10
}

/// linux/pkt_sched.h.
enum FairQueueAttribute {
  static let limit: UInt16 = 2
  static let flows: UInt16 = 5
  static let memoryLimit: UInt16 = 9
}

/// linux/pkt_sched.h.
enum CakeAttribute {
  static let baseRate: UInt16 = 2
  static let services: UInt16 = 3
  static let memory: UInt16 = 10
  static let sharing: UInt16 = 5
  static let translated: UInt16 = 11
  static let splitLarge: UInt16 = 17
  /// CAKE_DIFFSERV_BESTEFFORT: one tin.
  static let bestEffort: UInt32 = 3

  /// CAKE_FLOW_DUAL_SRC or CAKE_FLOW_DUAL_DST: each host gets a share, and splits it evenly.
  static func mode(of end: PacketEnd) -> UInt32 { end == .source ? 5 : 6 }

  /// The other way; nil for all other modes.
  static func end(of mode: UInt32) -> PacketEnd? {
    switch mode {
    case 5: .source
    case 6: .destination
    default: nil
    }
  }
}

/// linux/pkt_cls.h, linux/tc_act/tc_mirred.h, linux/tc_act/tc_ctinfo.h.
enum FilterAttribute {
  static let u32Class: UInt16 = 1
  static let u32Divisor: UInt16 = 4
  static let u32Selector: UInt16 = 5
  static let u32Action: UInt16 = 7
  static let u32Terminal: UInt8 = 1
  static let markClass: UInt16 = 1
  static let markMask: UInt16 = 5
  static let actionKind: UInt16 = 1
  static let actionOptions: UInt16 = 2
  static let mirredParameters: UInt16 = 2
  static let mirredEgressRedirect: UInt32 = 1
  static let contextParameters: UInt16 = 3
  static let contextMarkMask: UInt16 = 7
  static let pipe: UInt32 = 3
  static let stolen: UInt32 = 4
}

/// EtherTypes as `tcm_info` carries them, before the turn to network order; linux/if_ether.h.
enum EtherType {
  static let all: UInt16 = 0x0003
  static let ipv4: UInt16 = 0x0800
  static let arp: UInt16 = 0x0806
  static let ipv6: UInt16 = 0x86DD
}
