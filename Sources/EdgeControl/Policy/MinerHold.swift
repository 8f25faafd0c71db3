extension MinerHold {
  /// What the schedules say at `date`, the local time; nil = the clock is not to be trusted.
  public init?(_ schedules: [ScheduleConfig], at date: CivilDate?) {
    guard !schedules.permit(.miner, at: date) else { return nil }
    self = date == nil ? .clockUntrusted : .outsideSchedule
  }

  var reason: PauseReason {
    switch self {
    case .outsideSchedule: .outsideSchedule
    case .clockUntrusted: .clockUntrusted
    case .capReached: .capReached
    }
  }
}
