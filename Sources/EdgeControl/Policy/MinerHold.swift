/// Why the miner may not use the line: what caps and schedules say (`CapPolicy.minerHold`).
public enum MinerHold: Equatable, Sendable {
  case outsideSchedule
  case clockUntrusted
  case capReached

  var reason: PauseReason {
    switch self {
    case .outsideSchedule: .outsideSchedule
    case .clockUntrusted: .clockUntrusted
    case .capReached: .capReached
    }
  }
}
