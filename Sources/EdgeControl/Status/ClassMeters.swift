internal import EdgeConfig
public import EdgeTypes

/// Follows the counters of the three classes, so that a person sees who uses the line now.
public struct ClassMeters: Equatable, Sendable {
  public private(set) var classes: [ClassStatus] = []
  private var up = PerClass(repeating: RateMeter())
  private var down = PerClass(repeating: RateMeter())
  public init() {}

  /// Takes what the queues counted; a direction that is not shaped stays at zero.
  public mutating func take(_ reading: TrafficReading, at now: Instant) {
    guard reading.queues.up != nil || reading.queues.down != nil else {
      self = ClassMeters()
      return
    }
    classes = TrafficClass.allCases.map { trafficClass in
      var status = ClassStatus(trafficClass)
      status.up = Self.flow(reading.queues.up?[trafficClass], &up[trafficClass], now)
      status.down = Self.flow(reading.queues.down?[trafficClass], &down[trafficClass], now)
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
