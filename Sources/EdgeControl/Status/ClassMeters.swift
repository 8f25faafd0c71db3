internal import EdgeConfig
public import EdgeTypes

/// Follows the counters of the three classes, so that a person sees who uses the line now.
public struct ClassMeters: Equatable, Sendable {
  public private(set) var classes: [ClassStatus] = []
  private var up = [RateMeter](repeating: RateMeter(), count: TrafficClass.allCases.count)
  private var down = [RateMeter](repeating: RateMeter(), count: TrafficClass.allCases.count)
  public init() {}

  /// Takes what the queues counted; a direction that is not shaped stays at zero.
  public mutating func take(_ reading: TrafficReading, at now: Instant) {
    guard reading.up != nil || reading.down != nil else {
      self = ClassMeters()
      return
    }
    classes = TrafficClass.allCases.map { trafficClass in
      var status = ClassStatus(trafficClass)
      let index = Int(trafficClass.rawValue)
      status.up = Self.flow(reading.up?.reading(of: trafficClass), &up[index], now)
      status.down = Self.flow(reading.down?.reading(of: trafficClass), &down[index], now)
      return status
    }
  }

  private static func flow(
    _ reading: ClassReading?, _ meter: inout RateMeter, _ now: Instant
  ) -> ClassFlow {
    var flow = ClassFlow()
    guard let reading else { return flow }
    meter.note(reading.bytes, at: now)
    (flow.bytes, flow.drops, flow.rate) = (reading.bytes, reading.drops, meter.rate)
    return flow
  }
}

extension ClassReadings {
  fileprivate func reading(of trafficClass: TrafficClass) -> ClassReading {
    switch trafficClass {
    case .owner: owner
    case .guest: guest
    case .miner: miner
    }
  }
}
