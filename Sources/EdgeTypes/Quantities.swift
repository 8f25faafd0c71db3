/// A data rate in bits per second. Zero means "nothing may pass", never "no limit".
public struct BitRate: Hashable, Comparable, Sendable {
  public let bitsPerSecond: UInt64
  public init(bitsPerSecond: UInt64) { self.bitsPerSecond = bitsPerSecond }

  public static func < (left: BitRate, right: BitRate) -> Bool {
    left.bitsPerSecond < right.bitsPerSecond
  }

  /// Bytes per second, rounded down.
  public var bytesPerSecond: UInt64 { bitsPerSecond / 8 }

  /// The bytes that pass in `interval`, rounded down, saturating.
  public func bytes(in interval: Interval) -> UInt64 {
    let (high, low) = bytesPerSecond.multipliedFullWidth(by: interval.microseconds)
    guard high < 1_000_000 else { return .max }
    return UInt64(1_000_000).dividingFullWidth((high, low)).quotient
  }
}

/// A number of bytes.
public struct ByteCount: Hashable, Comparable, Sendable {
  public let bytes: UInt64
  public init(_ bytes: UInt64) { self.bytes = bytes }

  public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
}
