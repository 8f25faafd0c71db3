/// Message types and groups of rtnetlink(7), and a flag of its requests; linux/rtnetlink.h.
enum RouteMessage {
  static let newLink: UInt16 = 16
  static let deleteLink: UInt16 = 17
  static let getLink: UInt16 = 18
  static let newAddress: UInt16 = 20
  static let newQdisc: UInt16 = 36
  static let deleteQdisc: UInt16 = 37
  static let getQdisc: UInt16 = 38
  static let newClass: UInt16 = 40
  static let deleteClass: UInt16 = 41
  static let getClass: UInt16 = 42
  static let newFilter: UInt16 = 44
  static let deleteFilter: UInt16 = 45
  static let getFilter: UInt16 = 46

  /// Make it, and refuse if it is there already.
  static let create: UInt16 = NetlinkFlag.create | NetlinkFlag.exclusive

  static let groupLink: UInt32 = 1
  static let groupTraffic: UInt32 = 4

  /// The kernel's name of a type, for `NetlinkTrace`.
  static func name(of type: UInt16) -> StaticString? {
    switch type {
    case newLink: "RTM_NEWLINK"
    case deleteLink: "RTM_DELLINK"
    case getLink: "RTM_GETLINK"
    case newAddress: "RTM_NEWADDR"
    case newQdisc: "RTM_NEWQDISC"
    case deleteQdisc: "RTM_DELQDISC"
    case getQdisc: "RTM_GETQDISC"
    case newClass: "RTM_NEWTCLASS"
    case deleteClass: "RTM_DELTCLASS"
    case getClass: "RTM_GETTCLASS"
    case newFilter: "RTM_NEWTFILTER"
    case deleteFilter: "RTM_DELTFILTER"
    case getFilter: "RTM_GETTFILTER"
    default: nil
    }
  }
}

/// Attributes of links; linux/if_link.h.
enum LinkAttribute {
  static let name: UInt16 = 3
  static let info: UInt16 = 18
  static let infoKind: UInt16 = 1
  static let infoData: UInt16 = 2
  /// VETH_INFO_PEER (linux/veth.h).
  static let vethPeer: UInt16 = 1
  static let namespaceDescriptor: UInt16 = 28
  static let statistics: UInt16 = 23
  /// IFF_UP and IFF_LOWER_UP (linux/if.h).
  static let up: UInt32 = 1
  static let lowerUp: UInt32 = 1 << 16
}
