internal import EdgeTypes

/// One netlink message of the kernel, header and body apart.
struct RulesReply {
  var type: UInt16
  var flags: UInt16
  var sequence: UInt32
  var body: ArraySlice<UInt8>

  /// The kernel's error number, positive; 0 is an acknowledgement; nil for other messages.
  var error: Int32? {
    guard type == RulesNumber.errorMessage else { return nil }
    var reader = ByteReader(body)
    guard let code = reader.readInteger(UInt32.self) else { return .max }
    return code == 0x8000_0000 ? .max : -Int32(bitPattern: code)
  }

  /// The attributes, if this is about nf_tables and of this kind.
  func attributes(of request: RulesRequest) -> AttributeReader? {
    type == UInt16(RulesNumber.subsystem) << 8 | UInt16(request.rawValue)
      ? AttributeReader(body.dropFirst(4)) : nil
  }

  /// Whether the message is of nf_tables and names our table: its name is attribute 1 of every
  /// event about a table, a chain, a rule, a set or an object.
  var isAboutOurTable: Bool {
    type >> 8 == UInt16(RulesNumber.subsystem)
      && AttributeReader(body.dropFirst(4)).isOurs
  }
}

/// The messages in one datagram.
///
/// Total: a message that contradicts its own length ends the reading.
func rulesReplies(in datagram: [UInt8]) -> [RulesReply] {
  var reader = ByteReader(datagram)
  var replies: [RulesReply] = []
  while let length = reader.readInteger(UInt32.self), let type = reader.readInteger(UInt16.self),
    let flags = reader.readInteger(UInt16.self), let sequence = reader.readInteger(UInt32.self),
    reader.readBytes(4) != nil, let whole = Int(exactly: length), whole >= 16,
    let body = reader.readBytes(whole - 16)
  {
    _ = reader.readBytes((4 - whole % 4) % 4)
    replies.append(RulesReply(type: type, flags: flags, sequence: sequence, body: body))
  }
  return replies
}

/// Attributes of a message, or in an attribute. Total: what contradicts its length is not there.
struct AttributeReader {
  private let bytes: ArraySlice<UInt8>
  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// The value of the first attribute with this number.
  func value(_ number: UInt16) -> ArraySlice<UInt8>? {
    var reader = ByteReader(bytes)
    while let length = reader.readInteger(UInt16.self), let type = reader.readInteger(UInt16.self),
      length >= 4, let value = reader.readBytes(Int(length) - 4)
    {
      // The upper two bits say "nested" and "network order".
      if type & 0x3FFF == number { return value }
      _ = reader.readBytes((4 - Int(length) % 4) % 4)
    }
    return nil
  }

  func nested(_ number: UInt16) -> AttributeReader? { value(number).map { AttributeReader($0) } }

  /// A name without its NUL.
  func name(_ number: UInt16) -> [UInt8]? { value(number).map { Array($0.prefix { $0 != 0 }) } }

  /// A number of 4 or 8 bytes in network order.
  func number(_ number: UInt16) -> UInt64? {
    guard let value = value(number), value.count == 4 || value.count == 8 else { return nil }
    return value.reduce(0) { $0 << 8 | UInt64($1) }
  }

  var isOurs: Bool { name(1) == RuleTable.name }
}

/// What of our table can be compared with what it should be.
struct KernelRules: Equatable {
  var chains: [KernelChain] = []
  var rules: [KernelRule] = []
}

struct KernelChain: Equatable {
  var name: [UInt8]
  /// nil if it is only reached from another chain.
  var hook: UInt32?
  var priority: UInt32?
  var policy: UInt32?
}

struct KernelRule: Equatable {
  var chain: [UInt8]
  var userData: [UInt8]
}

extension RulesReply {
  /// A chain of our table.
  var chain: KernelChain? {
    guard let attributes = attributes(of: .newChain), attributes.isOurs,
      let name = attributes.name(3)
    else { return nil }
    let place = attributes.nested(4)
    return KernelChain(
      name: name, hook: narrow(place?.number(1)), priority: narrow(place?.number(2)),
      policy: place == nil ? nil : narrow(attributes.number(5)))
  }

  /// A rule of our table; one without user data is somebody else's.
  var rule: KernelRule? {
    guard let attributes = attributes(of: .newRule), attributes.isOurs,
      let chain = attributes.name(2)
    else { return nil }
    return KernelRule(chain: chain, userData: attributes.value(7).map { Array($0) } ?? [])
  }

  /// A counter of our table and the bytes it has counted.
  var counter: (name: [UInt8], bytes: UInt64)? {
    guard let attributes = attributes(of: .newObject), attributes.isOurs,
      let name = attributes.name(2), attributes.number(3) == 1,
      let bytes = attributes.nested(4)?.number(1)
    else { return nil }
    return (name, bytes)
  }
}

private func narrow(_ value: UInt64?) -> UInt32? { value.flatMap { UInt32(exactly: $0) } }
