internal import EdgeTypes

/// One of the kernel's counters that the ledger follows.
struct Meter: Equatable {
  enum Source: Equatable {
    /// The interface itself.
    case line
    /// The queues of a class.
    case queue(TrafficClass)
    /// The packet rules that count a class.
    case rule(TrafficClass)
  }

  let source: Source
  let direction: Direction

  /// Ours begin at zero when we make them; the interface was there before us.
  var isOurs: Bool { source != .line }

  /// Packet rules know no device and outlive a change of it.
  var isRule: Bool { if case .rule = source { true } else { false } }

  /// The place in `all`.
  var index: Int { Meter.all.firstIndex(of: self) ?? 0 }

  /// In the order of the journal: what its first version knew, then each further class.
  static let all: [Meter] = {
    let first: [TrafficClass] = [.owner, .guest, .miner]
    var sources: [Source] = [.line]
    sources += first.map { .queue($0) } + first.filter { $0.counters != nil }.map { .rule($0) }
    for one in TrafficClass.allCases where !first.contains(one) {
      sources += one.counters == nil ? [.queue(one)] : [.queue(one), .rule(one)]
    }
    return sources.flatMap { source in
      Direction.allCases.map { Meter(source: source, direction: $0) }
    }
  }()
}
