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

  static let create: UInt16 = 0x400
  static let append: UInt16 = 0x800
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

/// Writes netlink attributes: length, number, value, zeros up to four bytes.
struct AttributeWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ number: UInt16, bytes value: [UInt8]) {
    let start = open(number)
    bytes += value
    close(start)
  }

  /// Text with the NUL that the kernel wants behind a name.
  mutating func write(_ number: UInt16, name: [UInt8]) { write(number, bytes: name + [0]) }

  /// nf_tables wants its numbers in network order.
  mutating func write(_ number: UInt16, _ value: UInt32) {
    write(number, bytes: bigEndian(value))
  }

  /// An attribute that holds attributes (NLA_F_NESTED).
  mutating func write(_ number: UInt16, _ body: (inout AttributeWriter) -> Void) {
    let start = open(number | 0x8000)
    body(&self)
    close(start)
  }

  private mutating func open(_ number: UInt16) -> Int {
    let start = bytes.count
    bytes += [0, 0, UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
    return start
  }

  private mutating func close(_ start: Int) {
    let length = bytes.count - start
    bytes[start] = UInt8(truncatingIfNeeded: length)
    bytes[start + 1] = UInt8(truncatingIfNeeded: length >> 8)
    while bytes.count % 4 != 0 { bytes.append(0) }
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
  var message = ByteWriter()
  message.write(UInt32(truncatingIfNeeded: 20 + attributes.count))
  message.write(type)
  message.write(flags)
  message.write(sequence)
  message.write(UInt32(0))  // From nobody: the kernel fills in the port.
  message.write(bytes: [family, 0, 0, resource])
  message.write(bytes: attributes)
  return message.bytes
}
