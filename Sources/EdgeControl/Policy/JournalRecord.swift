internal import EdgeTypes

/// What the journal keeps of mining: each record is a whole picture, the last one counts.
///
/// Layout, little-endian: kind (1 byte, 1), version (1 byte, 1), flags (1 byte, bit 0 = paused by
/// the owner), five 64-bit totals, number of pools (16 bit); then for each pool its URL (16-bit
/// length and bytes) and ten 64-bit counts in the order of `PoolCounters`.
public struct MinerRecord: Equatable, Sendable {
  /// The first byte of a record says what it is about.
  public static let kind: UInt8 = 1
  private static let version: UInt8 = 1
  private static let longestURL = 2048

  public var ownerPaused = false
  public var counters = MinerCounters()
  public init() {}

  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.write(Self.kind)
    writer.write(Self.version)
    writer.write(UInt8(ownerPaused ? 1 : 0))
    for value in [
      counters.hashes, counters.announcementsFound, counters.wireBytesSent,
      counters.wireBytesReceived, counters.cpuMicroseconds,
    ] { writer.write(value) }
    writer.write(UInt16(clamping: counters.pools.count))
    for pool in counters.pools.prefix(Int(UInt16.max)) {
      writer.write(counted: Array(pool.url.prefix(Self.longestURL)))
      for value in pool.values { writer.write(value) }
    }
    return writer.bytes
  }

  /// Nil for a record of another kind, a newer version, or bytes that are not a record.
  public init?(decoding bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard reader.readByte() == Self.kind, reader.readByte() == Self.version,
      let flags = reader.readByte(), let totals = reader.readIntegers(5),
      let count = reader.readInteger(UInt16.self), Int(count) <= MinerCounters.mostPools
    else { return nil }
    ownerPaused = flags & 1 == 1
    (counters.hashes, counters.announcementsFound) = (totals[0], totals[1])
    (counters.wireBytesSent, counters.wireBytesReceived) = (totals[2], totals[3])
    counters.cpuMicroseconds = totals[4]
    for _ in 0..<count {
      guard let url = reader.readCountedBytes(), url.count <= Self.longestURL,
        let values = reader.readIntegers(PoolCounters.valueCount)
      else { return nil }
      counters.pools.append(PoolCounters(url: Array(url), values: values))
    }
    guard reader.remaining == 0 else { return nil }
  }
}

extension PoolCounters {
  fileprivate static let valueCount = 10

  fileprivate var values: [UInt64] {
    [
      accepted, rejected, overloaded, lost, droppedStale, droppedOverflow, droppedAged,
      droppedNoHandler, droppedAtEnd, bytesSent,
    ]
  }

  /// `values` has exactly `valueCount` elements.
  fileprivate init(url: [UInt8], values: [UInt64]) {
    self.init(url: url)
    (accepted, rejected, overloaded, lost) = (values[0], values[1], values[2], values[3])
    (droppedStale, droppedOverflow, droppedAged) = (values[4], values[5], values[6])
    (droppedNoHandler, droppedAtEnd, bytesSent) = (values[7], values[8], values[9])
  }
}

extension ByteReader {
  /// Exactly `count` 64-bit integers, or nil and no change.
  fileprivate mutating func readIntegers(_ count: Int) -> [UInt64]? {
    guard remaining >= count * 8 else { return nil }
    var values: [UInt64] = []
    for _ in 0..<count {
      guard let value = readInteger(UInt64.self) else { return nil }
      values.append(value)
    }
    return values
  }
}
