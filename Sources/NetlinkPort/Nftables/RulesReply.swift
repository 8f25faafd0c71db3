internal import EdgeTypes

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
      && NetlinkAttributes(body.dropFirst(4)).isOurs
  }
}

extension NetlinkAttributes {
  /// A number of 4 or 8 bytes in network order.
  func networkNumber(_ type: UInt16) -> UInt64? {
    guard let value = self[type], value.count == 4 || value.count == 8 else { return nil }
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

extension NetlinkMessage {
  /// A chain of our table.
  var chain: KernelChain? {
    guard let attributes = attributes(of: .newChain), attributes.isOurs,
      let name = attributes.name(3)
    else { return nil }
    let place = attributes.nest(4)
    return KernelChain(
      name: name, hook: narrow(place?.networkNumber(1)), priority: narrow(place?.networkNumber(2)),
      policy: place == nil ? nil : narrow(attributes.networkNumber(5)))
  }

  /// A rule of our table; one without user data is somebody else's.
  var rule: KernelRule? {
    guard let attributes = attributes(of: .newRule), attributes.isOurs,
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
    guard let attributes = attributes(of: .newObject), attributes.isOurs,
      let name = attributes.name(2), attributes.networkNumber(3) == 1,
      let bytes = attributes.nest(4)?.networkNumber(1)
    else { return nil }
    return (name, bytes)
  }
}

private func narrow(_ value: UInt64?) -> UInt32? { value.flatMap { UInt32(exactly: $0) } }
