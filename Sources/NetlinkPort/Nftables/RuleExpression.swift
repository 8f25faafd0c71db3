internal import EdgeTypes

/// One step of a rule; each either goes on to the next step or ends the rule.
///
/// All steps work on the kernel's first register (NFT_REG_1): one loads it, another reads it.
enum RuleExpression: Equatable {
  case load(PacketProperty)
  case store(PacketProperty)
  /// Bytes of the IP header.
  case loadHeader(offset: UInt32, length: UInt32)
  /// Replaces the register's first 32 bits by `value & and ^ xor`.
  case change(and: UInt32, xor: UInt32)
  /// Sets the register.
  case set(UInt32)
  /// Ends the rule unless the register holds these bytes.
  case isEqual([UInt8])
  case count(RuleCounter)
  /// Leaves the base chain: nothing further of our table looks at the packet.
  case accept
  case drop
  /// Goes on in another chain and does not return.
  case go(to: [UInt8])
}

/// What a packet has besides its bytes (enum nft_meta_keys), and its connection's mark.
enum PacketProperty: Equatable {
  case arrivedFrom
  case leavesThrough
  case family
  /// The user of the local socket that the packet belongs to.
  case user
  /// `skb->priority`: the class that HTB puts it in.
  case priority
  /// Ends the rule for packets that are not tracked.
  case connectionMark

  /// The number of a `meta` key; nil for what the `ct` expression reads.
  fileprivate var metaKey: UInt32? {
    switch self {
    case .priority: 2
    case .arrivedFrom: 6
    case .leavesThrough: 7
    case .user: 10
    case .family: 15
    case .connectionMark: nil
    }
  }
}

/// The table's named counters; they outlive the rules that count with them.
struct RuleCounter: Equatable {
  var trafficClass: TrafficClass
  var direction: Direction

  static var all: [RuleCounter] {
    TrafficClass.counted.flatMap { one in
      Direction.allCases.map { RuleCounter(trafficClass: one, direction: $0) }
    }
  }

  static let minerUp = RuleCounter(trafficClass: .miner, direction: .up)
  static let minerDown = RuleCounter(trafficClass: .miner, direction: .down)
  static let guestUp = RuleCounter(trafficClass: .guest, direction: .up)
  static let guestDown = RuleCounter(trafficClass: .guest, direction: .down)

  var name: [UInt8] { trafficClass.counters.map { bytes(of: $0[direction]) } ?? [] }
}

/// The bytes of a literal.
func bytes(of text: StaticString) -> [UInt8] {
  Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
}

/// NFT_REG_1.
private let register: UInt32 = 1

extension RuleExpression {
  /// Writes the step as one list element: its name and its attributes.
  func write(to list: inout AttributeWriter) {
    list.write(1) { element in
      element.write(1, name: bytes(of: kernelName))
      element.write(2) { writeAttributes(to: &$0) }
    }
  }

  private var kernelName: StaticString {
    switch self {
    case .load(.connectionMark), .store(.connectionMark): "ct"
    case .load, .store: "meta"
    case .loadHeader: "payload"
    case .change: "bitwise"
    case .set, .accept, .drop, .go: "immediate"
    case .isEqual: "cmp"
    case .count: "objref"
    }
  }

  private func writeAttributes(to data: inout AttributeWriter) {
    switch self {
    case .load(let property):
      data.write(1, register)
      data.write(2, property.metaKey ?? 3)  // NFT_CT_MARK
    case .store(let property):
      data.write(2, property.metaKey ?? 3)
      data.write(property.metaKey == nil ? 4 : 3, register)
    case .loadHeader(let offset, let length):
      data.write(1, register)
      data.write(2, 1)  // NFT_PAYLOAD_NETWORK_HEADER
      data.write(3, offset)
      data.write(4, length)
    case .change(let and, let xor):
      data.write(1, register)
      data.write(2, register)
      data.write(3, 4)
      data.write(4) { $0.write(1, bytes: littleEndian(and)) }
      data.write(5) { $0.write(1, bytes: littleEndian(xor)) }
    case .set(let value):
      data.write(1, register)
      data.write(2) { $0.write(1, bytes: littleEndian(value)) }
    case .isEqual(let value):
      data.write(1, register)
      data.write(2, 0)  // NFT_CMP_EQ
      data.write(3) { $0.write(1, bytes: value) }
    case .count(let counter):
      data.write(1, 1)  // NFT_OBJECT_COUNTER
      data.write(2, name: counter.name)
    case .drop: writeVerdict(0, chain: nil, to: &data)
    case .accept: writeVerdict(1, chain: nil, to: &data)
    case .go(let chain): writeVerdict(UInt32(bitPattern: -4), chain: chain, to: &data)
    }
  }

  /// NFTA_DATA_VERDICT into the verdict register.
  private func writeVerdict(_ code: UInt32, chain: [UInt8]?, to data: inout AttributeWriter) {
    data.write(1, 0)
    data.write(2) { value in
      value.write(2) { verdict in
        verdict.write(1, code)
        if let chain { verdict.write(2, name: chain) }
      }
    }
  }
}
