internal import CNetlink
public import EdgeTypes
public import NetModel

/// Our own nftables tables in the kernel, above all `inet edgepoint`; of others only what is asked
/// for is read, and nothing is changed.
///
/// All calls return at once: the kernel answers nf_tables requests before `sendmsg` returns.
public final class NftablesSocket {
  private let connection: NetlinkConnection
  /// The number of the next message.
  private var sequence: UInt32 { connection.upcomingSequence }
  /// How many messages that change something have been sent; questions are not counted.
  public private(set) var messagesSent: UInt64 = 0

  /// - Throws: `.unavailable` with the kernel's error number; EPROTONOSUPPORT: no netfilter netlink.
  public init() throws(NetlinkError) { connection = try NetlinkConnection(.netfilter) }

  /// Whether the kernel takes rules such as ours, in this network namespace and with our rights.
  ///
  /// Found by letting it check a table that is then not made.
  /// - Parameter marking: with rules that mark connections; they need connection tracking.
  public static func isAvailable(marking: Bool = false) -> Bool {
    guard let socket = try? NftablesSocket() else { return false }
    var check = RulesTransaction(table: bytes(of: "edgepoint-check"), first: socket.sequence)
    check.replace([], by: Ruleset.probe(marking: marking))
    check.finish(committing: false)
    return (try? socket.send(check)) != nil
  }

  /// Whether the kernel has exactly these rules, and chains that call them.
  public func isCurrent(_ ruleset: Ruleset) throws(NetlinkError) -> Bool {
    let expected = ruleset.expected
    var actual = KernelRules()
    for reply in try dump(.getChain, of: ruleset) where reply.chainName(of: ruleset.name) != nil {
      actual.chains.append(reply.chain(of: ruleset.name))
    }
    guard actual.chains == expected.chains else { return false }
    for reply in try dump(.getRule, of: ruleset) {
      if let rule = reply.rule(of: ruleset.name) { actual.rules.append(rule) }
    }
    return actual.rules == expected.rules
  }

  /// Whether the kernel has a table of ours, whatever it says.
  public func isThere() throws(NetlinkError) -> Bool {
    try dump(.getChain, of: .own).contains { $0.chainName(of: Ruleset.ours) != nil }
  }

  /// Replaces whatever the table says in one transaction: no packet meets half of it.
  ///
  /// Counters keep their values. Sends even if nothing is different: ask `isCurrent` before.
  /// - Throws: `.refused`; nothing has changed then.
  public func apply(_ ruleset: Ruleset) throws(NetlinkError) {
    do throws(NetlinkError) {
      try replace(by: ruleset)
    } catch {
      // Somebody changed the table between the look at its chains and the transaction.
      guard error == .refused(ENOENT) || error == .refused(EBUSY) || error == .refused(EEXIST)
      else { throw error }
      try replace(by: ruleset)
    }
  }

  private func replace(by ruleset: Ruleset) throws(NetlinkError) {
    var old: [[UInt8]] = []
    for reply in try dump(.getChain, of: ruleset) {
      if let name = reply.chainName(of: ruleset.name) { old.append(name) }
    }
    var sets: [[UInt8]] = []
    for reply in try dump(.getSet, of: ruleset) {
      if let set = reply.attributes(of: .newSet), set.isOf(ruleset.name), !ruleset.keeps(set),
        let name = set.name(2)
      {
        sets.append(name)
      }
    }
    var transaction = RulesTransaction(
      ruleset.family, table: ruleset.name, first: sequence)
    transaction.replace(old, sets: sets, by: ruleset)
    transaction.finish(committing: true)
    messagesSent &+= UInt64(transaction.count)
    try send(transaction)
  }

  /// Deletes our table with its counters; nothing happens if there is none.
  public func remove() throws(NetlinkError) {
    var transaction = RulesTransaction(table: Ruleset.ours, first: sequence)
    transaction.deleteTable()
    transaction.finish(committing: true)
    messagesSent &+= 1
    do throws(NetlinkError) {
      try send(transaction)
    } catch {
      if error != .refused(ENOENT) { throw error }
    }
  }

  /// Bytes from the IP header on, counted since the table was made.
  ///
  /// Packets that the network card or driver cuts or has put together are one packet here, with
  /// one header: less is counted than a queueing class counts, which adds the Ethernet header and
  /// the headers of every piece.
  /// - Throws: `.refused(ENOENT)` if a counter is not there.
  public func counts() throws(NetlinkError) -> PacketCounts {
    var found: [(name: [UInt8], bytes: UInt64)] = []
    for reply in try dump(.getObject, of: .own) {
      if let counter = reply.counter { found.append(counter) }
    }
    var counts = PacketCounts()
    for one in TrafficClass.counted {
      for direction in Direction.allCases {
        let name = one.counter(direction)
        guard let value = found.first(where: { $0.name == name }) else { throw .refused(ENOENT) }
        counts[one][direction] = value.bytes
      }
    }
    return counts
  }

  /// The flowtables of all tables of this network namespace; none on a kernel without them.
  public func flowTables() throws(NetlinkError) -> [FlowTable] {
    try dump(.getFlowTable, of: nil).compactMap { $0.flowTable }
  }

  /// Sends a transaction and waits for what the kernel says of it.
  ///
  /// - Throws: `.refused(EMSGSIZE)` unsent if something in it is too long for its attribute, such as
  ///   a set whose elements take more than 64 KiB.
  func send(_ transaction: RulesTransaction) throws(NetlinkError) {
    guard transaction.isWhole else { throw .refused(EMSGSIZE) }
    let last = transaction.last
    // The numbers around the changes are those of the transaction's begin and end.
    let first = last &- UInt32(truncatingIfNeeded: transaction.count)
    let (refusals, failure) = connection.exchange(
      transaction.bytes, numbers: (first, last), isTransaction: true)
    connection.advance(past: last &+ 1)
    if let error = refusals.first?.error ?? failure { throw error }
  }

  /// Everything of one kind in the table of a ruleset, or with nil in all tables; none if there is
  /// no such table.
  ///
  /// - Parameter set: whose elements are asked for.
  func dump(
    _ request: RulesRequest, of ruleset: Ruleset?, set: [UInt8]? = nil
  ) throws(NetlinkError) -> [NetlinkMessage] {
    var attributes = AttributeWriter()
    if let ruleset { attributes.write(1, name: ruleset.name) }
    if let set { attributes.write(2, name: set) }
    do throws(NetlinkError) {
      return try connection.dump { (sequence) throws(NetlinkError) in
        netfilterMessage(
          type: UInt16(RulesNumber.subsystem) << 8 | UInt16(request.rawValue),
          flags: NetlinkFlag.request | NetlinkFlag.dump, sequence: sequence,
          family: ruleset?.family.number ?? RulesNumber.all, resource: 0,
          attributes: attributes.bytes)
      }
    } catch {
      if error == .refused(ENOENT) { return [] }
      throw error
    }
  }
}
