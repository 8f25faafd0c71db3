internal import EdgeTypes
internal import NetModel

extension Ruleset {
  /// The table that holds what a router needs.
  static let own = Ruleset(.inet, Ruleset.ours)

  /// One rule of each kind that our own table has.
  ///
  /// - Parameter marking: with rules that mark connections; they need connection tracking.
  static func probe(marking: Bool) -> Ruleset {
    let device = bytes(of: "lo")
    let (counter, handle) = (bytes(of: "counter"), TrafficHandle(1, 1))
    let sorts: [Statement] =
      marking
      ? [.setPriority(handle), .setCTMark(1, keeping: ~ConnectionMark.mask), .accept]
      : [.setPriority(handle), .accept]
    let guests = Chain(
      bytes(of: "guests"), rules: [Rule([.ipSaddr(IPv4Address(bits: 0))], sorts)])
    let miner: [Match] = [.oifname(device), .skuid(0)]
    var ruleset = Ruleset.own
    ruleset.objects = [NamedObject(counter, .counter)]
    ruleset.chains = [
      guests,
      Chain(
        bytes(of: "forward"), BaseChain(.forward, priority: 10),
        rules: [Rule([.iifname(device), .oifname(device)], [.goto(guests.name)])]),
      Chain(
        bytes(of: "output"), BaseChain(.output, priority: 10),
        rules: [
          Rule(miner, [.counter(counter)] + sorts),
          Rule(
            [.ctMark(1, mask: ConnectionMark.mask)].filter { _ in marking }, [.counter(counter)]),
        ]),
    ]
    return ruleset
  }
}
