internal import EdgeTypes

/// How far a kernel counter has come, which may have begun anew or run over its end.
enum CounterStep {
  /// What a line carries at most, in bytes per microsecond: 1 Gbit/s.
  private static let mostPerMicrosecond: UInt64 = 125

  /// The bytes between two readings.
  ///
  /// A smaller number than before is a counter that ran over 32 bits (drivers of 32-bit machines)
  /// or 64 bits, if that is possible in the time that passed; else one that began anew at zero.
  /// - Parameter elapsed: nil = unknown, as after a restart, or the counter cannot run over.
  static func bytes(from last: UInt64, to now: UInt64, in elapsed: Interval?) -> UInt64 {
    if now >= last { return now - last }
    guard let elapsed else { return now }
    let (most, overflow) = elapsed.microseconds.multipliedReportingOverflow(by: mostPerMicrosecond)
    let wrapped = last <= UInt64(UInt32.max) ? (now &- last) & 0xFFFF_FFFF : now &- last
    return overflow || wrapped <= most ? wrapped : now
  }
}
