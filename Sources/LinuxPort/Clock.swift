internal import CLinux
public import EdgeTypes

/// Time that never jumps and counts suspend too (CLOCK_BOOTTIME).
public enum MonotonicClock {
  public static func now() -> Instant {
    var time = timespec()
    if clock_gettime(CLOCK_BOOTTIME, &time) != 0 { clock_gettime(CLOCK_MONOTONIC, &time) }
    return Instant(microseconds: microseconds(time))
  }

  /// The processor time of this process, all threads together.
  public static func processorTime() -> Interval {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Interval(microseconds: microseconds(time))
  }

  private static func microseconds(_ time: timespec) -> UInt64 {
    UInt64(clamping: time.tv_sec) &* 1_000_000 &+ UInt64(clamping: time.tv_nsec / 1_000)
  }
}

/// The calendar's clock; it may jump, and without a battery it may be years wrong.
public enum WallClock {
  /// Seconds since 1970-01-01 UTC.
  public static func unixSeconds() -> Int64 { unixMilliseconds() / 1_000 }

  public static func unixMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) &* 1_000 &+ Int64(time.tv_nsec) / 1_000_000
  }
}
