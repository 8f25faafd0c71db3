internal import CNetlink
public import EdgeTypes

/// Our own nftables table, `inet edgepoint`, in the kernel; no other table is read or changed.
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
    let device = bytes(of: "lo")
    var rules = PacketRules(
      wan: device, minerClass: TrafficHandle(1, 1), guestClass: TrafficHandle(1, 1))
    (rules.minerUser, rules.guestDevice, rules.marksConnections) = (0, device, marking)
    let address = IPv4Address(bits: 0)
    rules.leases = [LeaseRule(address: address, address6: nil, guestClass: rules.guestClass)]
    var check = RulesTransaction(table: bytes(of: "edgepoint-check"), first: socket.sequence)
    check.replace([], by: RuleTable(rules))
    check.finish(committing: false)
    return (try? socket.send(check)) != nil
  }

  /// Whether the kernel has exactly these rules, and chains that call them.
  public func isCurrent(_ rules: PacketRules) throws(NetlinkError) -> Bool {
    let expected = RuleTable(rules).expected
    var actual = KernelRules()
    for reply in try dump(.getChain) {
      if let chain = reply.chain { actual.chains.append(chain) }
    }
    guard actual.chains == expected.chains else { return false }
    for reply in try dump(.getRule) {
      if let rule = reply.rule { actual.rules.append(rule) }
    }
    return actual.rules == expected.rules
  }

  /// Whether the kernel has a table of ours, whatever it says.
  public func isThere() throws(NetlinkError) -> Bool {
    try dump(.getChain).contains { $0.chain != nil }
  }

  /// Replaces whatever our table says in one transaction: no packet meets half of it.
  ///
  /// Counters keep their values. Sends even if nothing is different: ask `isCurrent` before.
  /// - Throws: `.refused`; nothing has changed then.
  public func apply(_ rules: PacketRules) throws(NetlinkError) {
    let table = RuleTable(rules)
    do throws(NetlinkError) {
      try replace(by: table)
    } catch {
      // Somebody changed the table between the look at its chains and the transaction.
      guard error == .refused(ENOENT) || error == .refused(EBUSY) || error == .refused(EEXIST)
      else { throw error }
      try replace(by: table)
    }
  }

  private func replace(by table: RuleTable) throws(NetlinkError) {
    var old: [[UInt8]] = []
    for reply in try dump(.getChain) {
      if let chain = reply.chain { old.append(chain.name) }
    }
    var transaction = RulesTransaction(table: RuleTable.name, first: sequence)
    transaction.replace(old, by: table)
    transaction.finish(committing: true)
    messagesSent &+= UInt64(transaction.count)
    try send(transaction)
  }

  /// Deletes our table with its counters; nothing happens if there is none.
  public func remove() throws(NetlinkError) {
    var transaction = RulesTransaction(table: RuleTable.name, first: sequence)
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
    for reply in try dump(.getObject) {
      if let counter = reply.counter { found.append(counter) }
    }
    var values: [UInt64] = []
    for counter in RuleCounter.allCases {
      guard let value = found.first(where: { $0.name == counter.name }) else {
        throw .refused(ENOENT)
      }
      values.append(value.bytes)
    }
    var counts = PacketCounts()
    (counts.minerUp, counts.minerDown) = (values[0], values[1])
    (counts.guestUp, counts.guestDown) = (values[2], values[3])
    return counts
  }

  /// The flowtables of all tables of this network namespace; none on a kernel without them.
  public func flowTables() throws(NetlinkError) -> [FlowTable] {
    try dump(.getFlowTable, ofAllTables: true).compactMap { $0.flowTable }
  }

  /// Sends a transaction and waits for what the kernel says of it.
  func send(_ transaction: RulesTransaction) throws(NetlinkError) {
    let last = transaction.last
    // The numbers around the changes are those of the transaction's begin and end.
    let first = last &- UInt32(truncatingIfNeeded: transaction.count)
    let (refusals, failure) = connection.exchange(
      transaction.bytes, numbers: (first, last), isTransaction: true)
    connection.advance(past: last &+ 1)
    if let error = refusals.first?.error ?? failure { throw error }
  }

  /// Everything of one kind in our table or in all; none if there is no table.
  private func dump(
    _ request: RulesRequest, ofAllTables: Bool = false
  ) throws(NetlinkError) -> [NetlinkMessage] {
    var attributes = AttributeWriter()
    if !ofAllTables { attributes.write(1, name: RuleTable.name) }
    do throws(NetlinkError) {
      return try connection.dump { (sequence) throws(NetlinkError) in
        netfilterMessage(
          type: UInt16(RulesNumber.subsystem) << 8 | UInt16(request.rawValue),
          flags: NetlinkFlag.request | NetlinkFlag.dump, sequence: sequence,
          family: ofAllTables ? RulesNumber.all : RulesNumber.inet, resource: 0,
          attributes: attributes.bytes)
      }
    } catch {
      if error == .refused(ENOENT) { return [] }
      throw error
    }
  }
}
