internal import EdgeTypes
internal import NetModel

/// Numbers of the nf_tables protocol (linux/netfilter/nfnetlink.h, linux/netfilter/nf_tables.h,
/// linux/netlink.h).
enum RulesNumber {
  static let batchBegin: UInt16 = 0x10
  static let batchEnd: UInt16 = 0x11
  /// NFNL_SUBSYS_NFTABLES, the high byte of a message's type.
  static let subsystem: UInt8 = 10
  /// NFPROTO_UNSPEC: tables of all families.
  static let all: UInt8 = 0

  static let create = NetlinkFlag.create
  static let append = NetlinkFlag.append
}

/// What a message asks for: enum nf_tables_msg_types.
enum RulesRequest: UInt8 {
  case newTable = 0
  case getTable = 1
  case deleteTable = 2
  case newChain = 3
  case getChain = 4
  case deleteChain = 5
  case newRule = 6
  case getRule = 7
  case deleteRule = 8
  case newSet = 9
  case getSet = 10
  case deleteSet = 11
  case newElements = 12
  case getElements = 13
  case newObject = 18
  case getObject = 19
  case newFlowTable = 22
  case getFlowTable = 23
}

extension AttributeWriter {
  /// nf_tables wants its numbers in network order.
  mutating func write(_ number: UInt16, _ value: UInt32) {
    write(number, bytes: bigEndian(value))
  }
}

/// The bytes of a number in network order.
func bigEndian(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// One netlink message to netfilter: `nlmsghdr`, `nfgenmsg`, attributes.
func netfilterMessage(
  type: UInt16, flags: UInt16, sequence: UInt32, family: UInt8, resource: UInt8,
  attributes: [UInt8]
) -> [UInt8] {
  netlinkMessage(
    type: type, flags: flags, sequence: sequence, body: [family, 0, 0, resource] + attributes)
}
