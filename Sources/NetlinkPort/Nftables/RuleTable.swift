internal import EdgeTypes
internal import NetModel

/// The place in a packet's way where a base chain is called (linux/netfilter.h).
enum PacketHook: UInt32 {
  case input = 1
  case forward = 2
  case output = 3
}

/// A chain of rules.
struct RuleChain: Equatable {
  var name: [UInt8]
  /// nil: only reached from another chain.
  var hook: PacketHook?
  var rules: [[RuleExpression]] = []
}

/// Our table, complete: what the kernel should have.
struct RuleTable: Equatable {
  /// In the order in which the kernel must learn of them: a chain before the rules that go to it.
  var chains: [RuleChain]

  static let name: [UInt8] = bytes(of: "edgepoint")

  /// Behind the filter chains of a firewall (priority 0): what it drops is not counted.
  static let priority: UInt32 = 10

  init(_ rules: PacketRules) {
    let guests = RuleChain(name: bytes(of: "guests"), hook: nil, rules: rules.guestRules)
    chains = rules.guestDevice == nil || rules.stopsGuests ? [] : [guests]
    let base: [(StaticString, PacketHook, [[RuleExpression]])] = [
      ("forward", .forward, rules.forwardRules(guests: guests.name)),
      ("output", .output, rules.outputRules), ("input", .input, rules.inputRules),
    ]
    for (name, hook, rules) in base where !rules.isEmpty {
      chains.append(RuleChain(name: bytes(of: name), hook: hook, rules: rules))
    }
  }
}

extension PacketRules {
  fileprivate func forwardRules(guests: [UInt8]) -> [[RuleExpression]] {
    guard let guestDevice else { return [] }
    guard !stopsGuests else {
      // What has arrived was on the line, whatever becomes of it.
      return [
        from(guestDevice) + to(wan) + [.drop],
        from(wan) + to(guestDevice) + [.count(.guestDown), .drop],
      ]
    }
    return [
      from(guestDevice) + to(wan) + [.go(to: guests)],
      from(wan) + to(guestDevice) + [.count(.guestDown)],
    ]
  }

  /// What guests send: counted, then classified by the first rule that knows the sender.
  fileprivate var guestRules: [[RuleExpression]] {
    var list: [[RuleExpression]] = [[.count(.guestUp)]]
    for lease in leases {
      if let address = lease.address {
        list.append(
          [.load(.family), .isEqual([2]), .loadHeader(offset: 12, length: 4)]
            + [.isEqual(bigEndian(address.bits))] + classify(lease.guestClass))
      }
      if let address = lease.address6 {
        list.append(
          [.load(.family), .isEqual([10]), .loadHeader(offset: 8, length: 16)]
            + [.isEqual(address.bytes)] + classify(lease.guestClass))
      }
    }
    return list + [classify(guestClass)]
  }

  /// What the miner sends, known by its user; and what the kernel still sends for a connection
  /// whose process has gone, known by the connection's mark.
  fileprivate var outputRules: [[RuleExpression]] {
    guard let minerUser else { return [] }
    let send: [RuleExpression] = [.count(.minerUp)] + classify(minerClass)
    let user: [RuleExpression] = [.load(.user), .isEqual(littleEndian(minerUser))]
    let rules = [to(wan) + user + send]
    return marksConnections ? rules + [to(wan) + belongs(to: minerClass) + send] : rules
  }

  /// What arrives for the miner; without marks only what the kernel already knows the socket of
  /// (established connections: ip_early_demux).
  fileprivate var inputRules: [[RuleExpression]] {
    guard let minerUser else { return [] }
    let user: [RuleExpression] = [.load(.user), .isEqual(littleEndian(minerUser))]
    return [from(wan) + (marksConnections ? belongs(to: minerClass) : user) + [.count(.minerDown)]]
  }

  private func from(_ device: [UInt8]) -> [RuleExpression] {
    [.load(.arrivedFrom), .isEqual(interfaceName(device))]
  }

  private func to(_ device: [UInt8]) -> [RuleExpression] {
    [.load(.leavesThrough), .isEqual(interfaceName(device))]
  }

  private func belongs(to handle: TrafficHandle) -> [RuleExpression] {
    [.load(.connectionMark), .change(and: ConnectionMark.mask, xor: 0)]
      + [.isEqual(littleEndian(ConnectionMark.ours | UInt32(handle.minor)))]
  }

  /// Sets the class and the connection's mark. The mark comes last: a packet that is not tracked
  /// ends the rule there.
  private func classify(_ handle: TrafficHandle) -> [RuleExpression] {
    let priority: [RuleExpression] = [.set(handle.raw), .store(.priority)]
    guard marksConnections else { return priority + [.accept] }
    let mark = ConnectionMark.ours | UInt32(handle.minor)
    let change = RuleExpression.change(and: ~ConnectionMark.mask, xor: mark)
    return priority + [.load(.connectionMark), change, .store(.connectionMark), .accept]
  }
}

/// IFNAMSIZ bytes: the name and zeros. A longer name is cut, as no interface has one.
private func interfaceName(_ name: [UInt8]) -> [UInt8] {
  let kept = Array(name.prefix(15))
  return kept + [UInt8](repeating: 0, count: 16 - kept.count)
}
