internal import EdgeTypes
internal import NetModel

/// Changes that the kernel makes all together or not at all (NFNL_MSG_BATCH_BEGIN ... END).
struct RulesTransaction {
  private(set) var bytes: [UInt8]
  /// How many changes are in it.
  private(set) var count = 0
  private let family: TableFamily
  private let table: [UInt8]
  private let first: UInt32
  private var lastStart = 0
  /// False once something was too long for its attribute: the kernel would take it for less.
  private(set) var isWhole = true

  /// - Parameter first: the sequence number of the first message; each further one has the next.
  init(_ family: TableFamily = .inet, table: [UInt8], first: UInt32) {
    (self.family, self.table, self.first) = (family, table, first)
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
    isWhole = isWhole && attributes.isWhole
    count += 1
    lastStart = bytes.count
    bytes += netfilterMessage(
      type: UInt16(RulesNumber.subsystem) << 8 | UInt16(request.rawValue),
      flags: NetlinkFlag.request | flags, sequence: last, family: family.number, resource: 0,
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

  /// Replaces all rules and chains. Counters, what quotas have used and elements of sets stay.
  ///
  /// - Parameters:
  ///   - old: the chains that the table has now.
  ///   - sets: those that go, see `Ruleset.keeps`.
  mutating func replace(_ old: [[UInt8]], sets: [[UInt8]] = [], by new: Ruleset) {
    add(.newTable, flags: RulesNumber.create) { $0.write(2, 0) }
    deleteRules(of: nil)
    // Before the chains, which a map may lead to.
    for name in sets { add(.deleteSet) { $0.write(2, name: name) } }
    for name in old { add(.deleteChain) { $0.write(3, name: name) } }
    for object in new.objects {
      add(.newObject, flags: RulesNumber.create) { object.write(to: &$0) }
    }
    for (number, set) in new.sets.enumerated() {
      add(.newSet, flags: RulesNumber.create) {
        set.write(to: &$0, number: UInt32(clamping: number + 1))
      }
    }
    for chain in new.chains {
      add(.newChain, flags: RulesNumber.create) { chain.write(to: &$0) }
    }
    for set in new.sets where !set.elements.isEmpty {
      add(.newElements, flags: RulesNumber.create) { set.writeElements(to: &$0) }
    }
    let digest = new.digest
    for (number, rule) in new.rules.enumerated() {
      appendRule(rule.steps, to: rule.chain, userData: userData(digest, number: number))
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
