internal import EdgeTypes
public import NetModel

extension PacketRules {
  /// Our table, complete.
  ///
  /// Its chains stand behind the filter chains of a firewall (priority 0): what it drops is not
  /// counted.
  public var ruleset: Ruleset {
    var ruleset = Ruleset(.inet, Ruleset.ours)
    for one in TrafficClass.counted {
      for direction in Direction.allCases {
        ruleset.objects.append(NamedObject(one.counter(direction), .counter))
      }
    }
    let guests = Chain(Text("guests").bytes, rules: guestRules)
    if guestDevice != nil, !stopsGuests { ruleset.chains.append(guests) }
    let base: [(name: Text, hook: Hook, rules: [Rule])] = [
      ("forward", .forward, forwardRules(guests: guests.name)),
      ("output", .output, outputRules), ("input", .input, inputRules),
    ]
    for (name, hook, rules) in base where !rules.isEmpty {
      ruleset.chains.append(Chain(name.bytes, BaseChain(hook, priority: 10), rules: rules))
    }
    return ruleset
  }

  private func forwardRules(guests: [UInt8]) -> [Rule] {
    guard let guestDevice else { return [] }
    let up: [Match] = [.iifname(guestDevice), .oifname(wan)]
    let down: [Match] = [.iifname(wan), .oifname(guestDevice)]
    let count = Statement.counter(TrafficClass.guest.counter(.down))
    guard stopsGuests else { return [Rule(up, [.goto(guests)]), Rule(down, [count])] }
    // What has arrived was on the line, whatever becomes of it.
    return [Rule(up, [.drop]), Rule(down, [count, .drop])]
  }

  /// What guests send: counted, then classified by the first rule that knows the sender.
  private var guestRules: [Rule] {
    var rules = [Rule([.counter(TrafficClass.guest.counter(.up))])]
    for lease in leases {
      let send = classify(lease.guestClass)
      if let address = lease.address { rules.append(Rule([.ipSaddr(address)], send)) }
      if let address = lease.address6 { rules.append(Rule([.ip6Saddr(address)], send)) }
    }
    return rules + [Rule(classify(guestClass))]
  }

  /// What the miner sends, known by its user; and what the kernel still sends for a connection
  /// whose process has gone, known by the connection's mark.
  private var outputRules: [Rule] {
    guard let minerUser else { return [] }
    let send = [.counter(TrafficClass.miner.counter(.up))] + classify(minerClass)
    let rules = [Rule([.oifname(wan), .skuid(minerUser)], send)]
    return marksConnections
      ? rules + [Rule([.oifname(wan), belongs(to: minerClass)], send)] : rules
  }

  /// What arrives for the miner; without marks only what the kernel already knows the socket of
  /// (established connections: ip_early_demux).
  private var inputRules: [Rule] {
    guard let minerUser else { return [] }
    let match = marksConnections ? belongs(to: minerClass) : .skuid(minerUser)
    let count = Statement.counter(TrafficClass.miner.counter(.down))
    return [Rule([.iifname(wan), match], [count])]
  }

  private func belongs(to handle: TrafficHandle) -> Match {
    .ctMark(ClassID(handle.minor).mark, mask: ConnectionMark.mask)
  }

  /// Sets the class and the connection's mark. The mark comes last: a packet that is not tracked
  /// ends the rule there.
  private func classify(_ handle: TrafficHandle) -> [Statement] {
    guard marksConnections else { return [.setPriority(handle), .accept] }
    let mark = ClassID(handle.minor).mark
    return [.setPriority(handle), .setCTMark(mark, keeping: ~ConnectionMark.mask), .accept]
  }
}
