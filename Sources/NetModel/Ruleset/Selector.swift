/// What a rule looks at, by nft's name for it.
public enum Selector: UInt8, CaseIterable, Sendable {
  case iifname, oifname
  /// The user of the local socket that the packet belongs to.
  case skuid
  case nfproto
  /// `meta protocol`, the EtherType.
  case etherType
  /// `meta iiftype`, the kind of link that the packet came by (linux/if_arp.h).
  case iiftype
  case mark
  /// The mark of the packet's connection; what is not tracked ends the rule.
  case ctMark
  case ipSaddr, ipDaddr, ip6Saddr, ip6Daddr
  case etherSaddr, etherDaddr

  /// The type of its values.
  public var type: DataType {
    switch self {
    case .iifname, .oifname: .ifname
    case .skuid: .uid
    case .nfproto: .nfProto
    case .etherType: .etherType
    case .iiftype: .linkType
    case .mark, .ctMark: .mark
    case .ipSaddr, .ipDaddr: .ipv4Addr
    case .ip6Saddr, .ip6Daddr: .ipv6Addr
    case .etherSaddr, .etherDaddr: .etherAddr
    }
  }

  /// What must be known of a packet of this family before its header is looked at; nft writes it
  /// into the kernel's rule and does not show it.
  public func dependency(in family: TableFamily) -> Match? {
    switch (type, family) {
    case (.ipv4Addr, .inet): Match(.nfproto, [2])
    case (.ipv6Addr, .inet): Match(.nfproto, [10])
    case (.ipv4Addr, _): Match(.etherType, [0x08, 0x00])
    case (.ipv6Addr, _): Match(.etherType, [0x86, 0xDD])
    case (.etherAddr, .inet), (.etherAddr, .netdev): Match(.iiftype, [1, 0])  // ARPHRD_ETHER
    default: nil
    }
  }
}

/// The type of a value in a rule or of a part of a set's key.
public enum DataType: UInt8, CaseIterable, Sendable {
  case ipv4Addr, ipv6Addr, etherAddr
  /// 16 bytes: the name and zeros.
  case ifname
  case mark, uid, nfProto, etherType, linkType

  /// Bytes of a value.
  public var width: Int {
    switch self {
    case .ipv4Addr, .mark, .uid: 4
    case .ipv6Addr, .ifname: 16
    case .etherAddr: 6
    case .nfProto: 1
    case .etherType, .linkType: 2
    }
  }
}
