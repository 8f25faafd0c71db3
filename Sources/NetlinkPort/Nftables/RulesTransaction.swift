internal import EdgeTypes

/// Changes that the kernel makes all together or not at all (NFNL_MSG_BATCH_BEGIN ... END).
struct RulesTransaction {
  private(set) var bytes: [UInt8]
  /// How many changes are in it.
  private(set) var count = 0
  private let table: [UInt8]
  private let first: UInt32
  private var lastStart = 0

  /// - Parameter first: the sequence number of the first message; each further one has the next.
  init(table: [UInt8], first: UInt32) {
    (self.table, self.first) = (table, first)
    bytes = netfilterMessage(
      type: RulesNumber.batchBegin, flags: NetlinkFlag.request, sequence: first, family: 0,
      resource: RulesNumber.subsystem, attributes: [])
  }

  /// The sequence number of the last change: its acknowledgement says that all is done.
  var last: UInt32 { first &+ UInt32(truncatingIfNeeded: count) }

  /// Adds one change; the table's name is attribute 1 of all of them.
  private mutating func add(
    _ request: RulesRequest, flags: UInt16 = 0, _ more: (inout AttributeWriter) -> Void
  ) {
    var attributes = AttributeWriter()
    attributes.write(1, name: table)
    more(&attributes)
    count += 1
    lastStart = bytes.count
    bytes += netfilterMessage(
      type: UInt16(RulesNumber.subsystem) << 8 | UInt16(request.rawValue),
      flags: NetlinkFlag.request | flags, sequence: last, family: RulesNumber.inet, resource: 0,
      attributes: attributes.bytes)
  }

  /// Asks for an answer and ends the transaction.
  ///
  /// - Parameter committing: false: the kernel checks every change and makes none.
  mutating func finish(committing: Bool) {
    if count > 0 { bytes[lastStart + 6] |= UInt8(NetlinkFlag.acknowledge) }
    guard committing else { return }
    bytes += netfilterMessage(
      type: RulesNumber.batchEnd, flags: NetlinkFlag.request, sequence: last &+ 1, family: 0,
      resource: RulesNumber.subsystem, attributes: [])
  }

  /// Deletes the table with all that is in it.
  mutating func deleteTable() { add(.deleteTable) { _ in } }

  /// Empties one chain, or with nil all of them.
  mutating func deleteRules(of chain: [UInt8]?) {
    add(.deleteRule) { if let chain { $0.write(2, name: chain) } }
  }

  /// Replaces all rules and chains. Counters that are there stay as they are.
  ///
  /// - Parameter old: the chains that the table has now.
  mutating func replace(_ old: [[UInt8]], by new: RuleTable) {
    add(.newTable, flags: RulesNumber.create) { $0.write(2, 0) }
    deleteRules(of: nil)
    for name in old { add(.deleteChain) { $0.write(3, name: name) } }
    for counter in RuleCounter.allCases {
      add(.newObject, flags: RulesNumber.create) { object in
        object.write(2, name: counter.name)
        object.write(3, 1)  // NFT_OBJECT_COUNTER
        object.write(4) { _ in }
      }
    }
    for chain in new.chains { addChain(chain) }
    let digest = new.digest
    for (number, rule) in new.rules.enumerated() {
      appendRule(rule.steps, to: rule.chain, userData: userData(digest, number: number))
    }
  }

  private mutating func addChain(_ chain: RuleChain) {
    add(.newChain, flags: RulesNumber.create) { attributes in
      attributes.write(3, name: chain.name)
      guard let hook = chain.hook else { return }
      attributes.write(4) { place in
        place.write(1, hook.rawValue)
        place.write(2, RuleTable.priority)
      }
      attributes.write(5, 1)  // NF_ACCEPT
      attributes.write(7, name: NetlinkPort.bytes(of: "filter"))
    }
  }

  mutating func appendRule(
    _ steps: [RuleExpression], to chain: [UInt8], userData: [UInt8]
  ) {
    add(.newRule, flags: RulesNumber.create | RulesNumber.append) { attributes in
      attributes.write(2, name: chain)
      attributes.write(4) { list in
        for step in steps { step.write(to: &list) }
      }
      attributes.write(7, bytes: userData)
    }
  }
}

extension RuleTable {
  /// All rules in the order of their chains.
  var rules: [(chain: [UInt8], steps: [RuleExpression])] {
    chains.flatMap { chain in chain.rules.map { (chain.name, $0) } }
  }

  /// 64 bits over all that the rules say (FNV-1a): equal tables have equal digests.
  var digest: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for (chain, steps) in rules {
      var list = AttributeWriter()
      for step in steps { step.write(to: &list) }
      for byte in chain + list.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    return hash
  }

  /// What the kernel must show when it has this table and nothing else.
  var expected: KernelRules {
    let digest = digest
    var kernel = KernelRules()
    for chain in chains {
      kernel.chains.append(
        KernelChain(
          name: chain.name, hook: chain.hook?.rawValue,
          priority: chain.hook == nil ? nil : RuleTable.priority,
          policy: chain.hook == nil ? nil : 1))
    }
    for (number, rule) in rules.enumerated() {
      kernel.rules.append(
        KernelRule(chain: rule.chain, userData: userData(digest, number: number)))
    }
    return kernel
  }
}

/// A rule's user data: type, length, digest of the whole table, number of the rule.
///
/// The type is not one that `nft` writes (a comment is 0), so a rule that anybody edits loses it.
private func userData(_ digest: UInt64, number: Int) -> [UInt8] {
  var data = ByteWriter()
  data.write(bytes: [0xED, 10])
  data.write(digest)
  data.write(UInt16(truncatingIfNeeded: number))
  return data.bytes
}
