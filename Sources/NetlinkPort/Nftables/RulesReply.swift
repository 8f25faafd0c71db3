internal import EdgeTypes
internal import NetModel

/// What a message says of nf_tables.
extension NetlinkMessage {
  /// The attributes, if this is about nf_tables and of this kind.
  func attributes(of request: RulesRequest) -> NetlinkAttributes? {
    type == UInt16(RulesNumber.subsystem) << 8 | UInt16(request.rawValue)
      ? NetlinkAttributes(body.dropFirst(4)) : nil
  }

  /// Whether the message is of nf_tables and names our table: its name is attribute 1 of every
  /// event about a table, a chain, a rule, a set or an object.
  var isAboutOurTable: Bool {
    type >> 8 == UInt16(RulesNumber.subsystem)
      && NetlinkAttributes(body.dropFirst(4)).isOf(Ruleset.ours)
  }
}

extension NetlinkAttributes {
  /// A number of 4 or 8 bytes in network order.
  func networkNumber(_ type: UInt16) -> UInt64? {
    guard let value = self[type], value.count == 4 || value.count == 8 else { return nil }
    return value.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Whether the message is about something of this table.
  func isOf(_ table: [UInt8]) -> Bool { name(1) == table }
}

/// What of our table can be compared with what it should be.
struct KernelRules: Equatable {
  /// Without their rules; nil for one of a kind that we do not make.
  var chains: [Chain?] = []
  var rules: [KernelRule] = []
}

struct KernelRule: Equatable {
  var chain: [UInt8]
  var userData: [UInt8]
}

extension NetlinkMessage {
  /// The family that a message of nf_tables is about.
  var family: TableFamily? { body.first.flatMap { TableFamily(number: $0) } }

  /// The name of a chain of the table, of whatever kind it is.
  func chainName(of table: [UInt8]) -> [UInt8]? {
    guard let attributes = attributes(of: .newChain), attributes.isOf(table) else { return nil }
    return attributes.name(3)
  }

  /// A chain of the table without its rules; nil too for one of a kind that we do not make.
  func chain(of table: [UInt8]) -> Chain? {
    guard let attributes = attributes(of: .newChain), attributes.isOf(table), let family else {
      return nil
    }
    return Chain(attributes, in: family)
  }

  /// A rule of the table; one without user data is somebody else's.
  func rule(of table: [UInt8]) -> KernelRule? {
    guard let attributes = attributes(of: .newRule), attributes.isOf(table),
      let chain = attributes.name(2)
    else { return nil }
    return KernelRule(chain: chain, userData: attributes[7].map { Array($0) } ?? [])
  }

  /// A flowtable of any table (enum nft_flowtable_attributes).
  var flowTable: FlowTable? {
    guard let attributes = attributes(of: .newFlowTable), let table = attributes.name(1),
      let name = attributes.name(2)
    else { return nil }
    let devices = attributes.nest(3)?.nest(3)?.names(1) ?? []
    return FlowTable(
      table: table, name: name, devices: devices,
      isInHardware: (attributes.networkNumber(7) ?? 0) & 1 != 0)
  }

  /// A counter of our table and the bytes it has counted.
  var counter: (name: [UInt8], bytes: UInt64)? {
    guard let attributes = attributes(of: .newObject), attributes.isOf(Ruleset.ours),
      let name = attributes.name(2), attributes.networkNumber(3) == 1,
      let bytes = attributes.nest(4)?.networkNumber(1)
    else { return nil }
    return (name, bytes)
  }
}
