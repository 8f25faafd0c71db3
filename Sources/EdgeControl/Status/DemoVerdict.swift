public import EdgeTypes

/// What the demonstration's pool has counted.
public struct PoolCount: Equatable, Sendable {
  public var accepted: UInt64
  public var rejected: UInt64
  public init(accepted: UInt64, rejected: UInt64) {
    (self.accepted, self.rejected) = (accepted, rejected)
  }
}

/// Whether the service's count of accepted announcements is the pool's own.
///
/// The pool counts a batch when it has checked it and the service when it has read the answer, so
/// at any moment the pool may be ahead by what is in flight, and never behind.
public enum DemoVerdict: Equatable, Sendable {
  case agrees
  case nothingAccepted
  case rejected(UInt64)
  case differs(service: UInt64, pool: UInt64, inFlight: UInt64)

  public init(service: PoolStatus, pool: PoolCount) {
    let (ours, theirs) = (service.counters.accepted, pool.accepted)
    if theirs < ours || theirs - ours > service.inFlight {
      self = .differs(service: ours, pool: theirs, inFlight: service.inFlight)
    } else if pool.rejected > 0 || service.counters.rejected > 0 {
      self = .rejected(max(pool.rejected, service.counters.rejected))
    } else if theirs == 0 {
      self = .nothingAccepted
    } else {
      self = .agrees
    }
  }

  /// For the last line of the demonstration.
  public var text: Text {
    switch self {
    case .agrees: "the service's count is the pool's own"
    case .nothingAccepted: "the pool has accepted nothing"
    case .rejected(let count): "the pool has rejected \(count) announcements"
    case .differs(let service, let pool, let inFlight):
      "the service counts \(service) accepted, the pool \(pool), with \(inFlight) in flight"
    }
  }
}
