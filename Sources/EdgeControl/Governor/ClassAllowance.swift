public import EdgeTypes

/// What caps and schedules leave of a traffic class.
public enum ClassAllowance: Equatable, Sendable {
  /// Nothing stands in its way.
  case full
  /// It may go on, no faster than this in each direction.
  case throttled(BitRate)
  /// It may not use the line.
  case stopped
}
