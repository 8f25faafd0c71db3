internal import EdgeConfig
internal import EdgeTypes
internal import NetModel

/// What one class gets, in bit/s.
struct ClassRates: Equatable {
  var rate: UInt64
  var ceiling: UInt64

  /// Whole bytes, as HTB counts, and never nothing: HTB refuses a rate of zero.
  init(_ rate: UInt64, upTo ceiling: UInt64) {
    self.rate = RateAllocation.whole(rate)
    self.ceiling = max(self.rate, RateAllocation.whole(ceiling))
  }
}

/// What each class gets of the line in one direction.
///
/// The guarantees never add up to more than the line, whatever the config says and however far
/// the line was lowered: what was asked for in words comes before defaults, and where even that
/// does not fit, all of it shrinks alike.
struct RateAllocation: Equatable {
  var line: UInt64
  /// For guests all of them together, with the sum of the guarantees of `guestRest` and `leases`.
  private(set) var classes = PerClass(repeating: ClassRates(0, upTo: 0))
  private(set) var guestRest = ClassRates(0, upTo: 0)
  private(set) var leases: [ClassRates] = []

  /// What a class gets that may send nothing, and the least guarantee, bit/s: a full frame takes
  /// 1.5 s at this rate.
  static let smallest: UInt64 = 8_000

  init(line rate: BitRate, _ direction: Direction, config: Config, inputs: PlanInputs) {
    line = RateAllocation.whole(max(rate.bitsPerSecond, RateAllocation.smallest))
    let asked = Guarantees(line: line, config: config)
    allocateGuests(asked, direction, config, inputs)
    for trafficClass in TrafficClass.counted where trafficClass != .guest {
      let limit = RateAllocation.limit(inputs.allowances[trafficClass], line)
      let own = trafficClass == .miner && direction == .up ? config.miner.uploadLimit : nil
      let ceiling = min(
        config.ceiling(of: trafficClass, line), own?.bitsPerSecond ?? line, limit)
      classes[trafficClass] = ClassRates(
        min(asked.classes[trafficClass], ceiling), upTo: ceiling)
    }
    let ceiling = config.ceiling(of: .owner, line)
    let others = TrafficClass.counted.reduce(0) { $0 &+ classes[$1].rate }
    classes[.owner] = ClassRates(min(line &- min(line, others), ceiling), upTo: ceiling)
  }

  private mutating func allocateGuests(
    _ asked: Guarantees, _ direction: Direction, _ config: Config, _ inputs: PlanInputs
  ) {
    let limit = RateAllocation.limit(inputs.allowances[.guest], line)
    let rates = RateAllocation.guestRates(asked, limit)
    let sum = rates.reduce(0, &+)
    let most = min(limit, max(config.ceiling(of: .guest, line), sum))
    classes[.guest] = ClassRates(sum, upTo: most)
    guestRest = ClassRates(rates[0], upTo: most)
    let each = direction == .up ? config.guest.rateUp : config.guest.rateDown
    leases = zip(config.leases, rates.dropFirst()).map { lease, rate in
      let ceiling = lease.ceiling?.rate(of: line) ?? each?.bitsPerSecond ?? most
      return ClassRates(rate, upTo: min(most, ceiling))
    }
  }

  /// The guarantees of guests without a lease and of the leases, within what guests may use now.
  private static func guestRates(_ asked: Guarantees, _ limit: UInt64) -> [UInt64] {
    let wanted = [asked.classes[.guest]] + asked.leases
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
