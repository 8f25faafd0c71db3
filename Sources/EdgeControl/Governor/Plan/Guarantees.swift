internal import EdgeConfig
internal import EdgeTypes
internal import NetModel

/// What is guaranteed to whom, in bit/s; all of it fits into the line.
struct Guarantees {
  /// The owner has what the others leave; of the guests only those without a lease are meant.
  private(set) var classes = PerClass<UInt64>(repeating: 0)
  private(set) var leases: [UInt64]

  init(line: UInt64, config: Config) {
    let wantedLeases = config.leases.map { $0.guarantee?.rate(of: line) ?? 0 }
    let leaseSum = wantedLeases.reduce(0, &+)
    let given = PerClass<UInt64?>(of: { config.guarantee(of: $0, line) })
    let wanted = TrafficClass.allCases.map { one in
      one == .guest ? max(given[one] ?? 0, leaseSum) &- leaseSum : given[one] ?? 0
    }
    let fitted = RateAllocation.fit(wanted + wantedLeases, into: line)
    var left = line &- min(line, fitted.reduce(0, &+))
    leases = Array(fitted[wanted.count...])
    for one in TrafficClass.allCases { classes[one] = fitted[Int(one.rawValue)] }
    for one in TrafficClass.counted where given[one] == nil {
      guard let part = one.guaranteePart else { continue }
      let taken = one == .guest ? leaseSum : 0
      let least = line / part
      if taken < least { Guarantees.raise(&classes[one], to: least &- taken, &left) }
    }
  }

  private static func raise(_ rate: inout UInt64, to wanted: UInt64, _ left: inout UInt64) {
    let more = min(left, wanted &- min(wanted, rate))
    rate &+= more
    left &-= more
  }
}

extension Share {
  /// In bit/s, at most the line.
  func rate(of line: UInt64) -> UInt64 {
    switch self {
    case .rate(let rate): min(rate.bitsPerSecond, line)
    case .percent(let percent): line / 100 &* UInt64(clamping: min(percent, 100))
    }
  }
}

extension Config {
  fileprivate func guarantee(of trafficClass: TrafficClass, _ line: UInt64) -> UInt64? {
    classes.first { $0.trafficClass == trafficClass }?.guarantee?.rate(of: line)
  }

  func ceiling(of trafficClass: TrafficClass, _ line: UInt64) -> UInt64 {
    let given = classes.first { $0.trafficClass == trafficClass }?.ceiling?.rate(of: line)
    return given ?? line / trafficClass.ceilingPart
  }
}
