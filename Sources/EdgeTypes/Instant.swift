/// A moment on the monotonic clock (CLOCK_BOOTTIME where the kernel has it), in microseconds.
///
/// Deciders never read a clock: they are handed `now`. Arithmetic saturates, because an overflow
/// would trap and a trap takes the service down.
public struct Instant: Hashable, Comparable, Sendable {
  public let microseconds: UInt64
  public init(microseconds: UInt64) { self.microseconds = microseconds }

  public static let zero = Instant(microseconds: 0)
  public static let distantFuture = Instant(microseconds: .max)

  public static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }

  public func advanced(by interval: Interval) -> Instant {
    let (sum, overflow) = microseconds.addingReportingOverflow(interval.microseconds)
    return Instant(microseconds: overflow ? .max : sum)
  }

  public func advanced(bySeconds seconds: UInt32) -> Instant {
    advanced(by: .seconds(UInt64(seconds)))
  }

  /// The time from `earlier` to this instant; zero if `earlier` is later.
  public func since(_ earlier: Instant) -> Interval {
    Interval(
      microseconds: microseconds > earlier.microseconds
        ? microseconds - earlier.microseconds : 0)
  }
}

/// A length of time that is never negative, in microseconds; constructors saturate.
public struct Interval: Hashable, Comparable, Sendable {
  public let microseconds: UInt64
  public init(microseconds: UInt64) { self.microseconds = microseconds }

  public static let zero = Interval(microseconds: 0)

  public static func seconds(_ value: UInt64) -> Interval {
    let (product, overflow) = value.multipliedReportingOverflow(by: 1_000_000)
    return Interval(microseconds: overflow ? .max : product)
  }

  public static func milliseconds(_ value: UInt64) -> Interval {
    let (product, overflow) = value.multipliedReportingOverflow(by: 1_000)
    return Interval(microseconds: overflow ? .max : product)
  }

  /// Whole seconds, rounded down.
  public var wholeSeconds: UInt64 { microseconds / 1_000_000 }
  /// Whole milliseconds, rounded down.
  public var wholeMilliseconds: UInt64 { microseconds / 1_000 }

  public static func < (left: Interval, right: Interval) -> Bool {
    left.microseconds < right.microseconds
  }
}
