internal import EdgeConfig
internal import EdgeTypes

/// What one class gets, in bit/s.
struct Portion: Equatable {
  var rate: UInt64
  var ceiling: UInt64

  /// Whole bytes, as HTB counts, and never nothing: HTB refuses a rate of zero.
  init(_ rate: UInt64, upTo ceiling: UInt64) {
    self.rate = LineShares.whole(rate)
    self.ceiling = max(self.rate, LineShares.whole(ceiling))
  }
}

/// What each class gets of the line in one direction.
///
/// The guarantees never add up to more than the line, whatever the config says and however far
/// the line was lowered: what was asked for in words comes before defaults, and where even that
/// does not fit, all of it shrinks alike.
struct LineShares: Equatable {
  var line: UInt64
  var owner: Portion
  /// All guests together; its guarantee is the sum of those of `guestRest` and `leases`.
  var guests: Portion
  var guestRest: Portion
  var leases: [Portion]
  var miner: Portion

  /// What a class gets that may send nothing, and the least guarantee, bit/s: a full frame takes
  /// 1.5 s at this rate.
  static let smallest: UInt64 = 8_000

  init(line rate: BitRate, _ direction: LineDirection, config: Config, facts: TrafficFacts) {
    let line = LineShares.whole(max(rate.bitsPerSecond, LineShares.smallest))
    let asked = Guarantees(line: line, config: config)
    let limit = LineShares.limit(facts.guestAllowance, line)
    let rates = LineShares.guestRates(asked, limit)
    let guestRate = rates.reduce(0, &+)
    let guestCeiling = min(limit, max(config.ceiling(of: .guest, line) ?? line / 2, guestRate))
    self.line = line
    guests = Portion(guestRate, upTo: guestCeiling)
    guestRest = Portion(rates[0], upTo: guestCeiling)
    let each = direction == .upload ? config.guest.rateUp : config.guest.rateDown
    leases = zip(config.leases, rates.dropFirst()).map { lease, rate in
      let ceiling = lease.ceiling?.rate(of: line) ?? each?.bitsPerSecond ?? guestCeiling
      return Portion(rate, upTo: min(guestCeiling, ceiling))
    }
    let uploadLimit = direction == .upload ? config.miner.uploadLimit : nil
    let minerCeiling = min(
      config.ceiling(of: .miner, line) ?? line, uploadLimit?.bitsPerSecond ?? line,
      LineShares.limit(facts.minerAllowance, line))
    miner = Portion(min(asked.miner, minerCeiling), upTo: minerCeiling)
    let ownerCeiling = config.ceiling(of: .owner, line) ?? line
    let left = line &- min(line, guests.rate &+ miner.rate)
    owner = Portion(min(left, ownerCeiling), upTo: ownerCeiling)
  }

  /// The guarantees of guests without a lease and of the leases, within what guests may use now.
  private static func guestRates(_ asked: Guarantees, _ limit: UInt64) -> [UInt64] {
    let wanted = [asked.guestRest] + asked.leases
    return fit(wanted, into: min(limit, wanted.reduce(0, &+))).map(whole)
  }

  /// The most that a class may send under its allowance.
  private static func limit(_ allowance: ClassAllowance, _ line: UInt64) -> UInt64 {
    switch allowance {
    case .full: line
    case .throttled(let rate): min(line, max(rate.bitsPerSecond, smallest))
    case .stopped: min(line, smallest)
    }
  }

  /// Whole bytes a second, at least one.
  static func whole(_ rate: UInt64) -> UInt64 { max(8, rate & ~7) }

  /// The rates as wanted, none below `smallest`, or all of them shrunk alike to add up to `limit`.
  static func fit(_ wanted: [UInt64], into limit: UInt64) -> [UInt64] {
    let count = UInt64(max(wanted.count, 1))
    let floor = min(smallest, limit / count)
    let raised = wanted.map { max($0, floor) }
    let excess = raised.reduce(0) { $0 &+ ($1 &- floor) }
    let spare = limit &- floor &* count
    guard excess > spare else { return raised }
    return raised.map { rate in
      let (high, low) = (rate &- floor).multipliedFullWidth(by: spare)
      return floor &+ (high < excess ? excess.dividingFullWidth((high, low)).quotient : spare)
    }
  }
}

/// What is guaranteed to whom, in bit/s; all of it fits into the line.
private struct Guarantees {
  var miner: UInt64
  var guestRest: UInt64
  var leases: [UInt64]

  init(line: UInt64, config: Config) {
    let wantedLeases = config.leases.map { $0.guarantee?.rate(of: line) ?? 0 }
    let leaseSum = wantedLeases.reduce(0, &+)
    let guest = config.guarantee(of: .guest, line)
    let miner = config.guarantee(of: .miner, line)
    let wanted = [
      config.guarantee(of: .owner, line) ?? 0, miner ?? 0,
      max(guest ?? 0, leaseSum) &- leaseSum,
    ]
    let fitted = LineShares.fit(wanted + wantedLeases, into: line)
    var left = line &- min(line, fitted.reduce(0, &+))
    (self.miner, guestRest, leases) = (fitted[1], fitted[2], Array(fitted[3...]))
    if miner == nil { Guarantees.raise(&self.miner, to: line / 100, &left) }
    if guest == nil, leaseSum < line / 1000 {
      Guarantees.raise(&guestRest, to: line / 1000 &- leaseSum, &left)
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

  fileprivate func ceiling(of trafficClass: TrafficClass, _ line: UInt64) -> UInt64? {
    classes.first { $0.trafficClass == trafficClass }?.ceiling?.rate(of: line)
  }
}
