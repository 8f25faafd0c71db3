/// Turns the reports of one miner process after the other into what was moved since last asked.
public struct MinerWire: Equatable, Sendable {
  private var last = MinerBytes()
  private var moved = MinerBytes()
  public init() {}

  /// The miner that runs now says what it has moved since it started.
  public mutating func note(_ report: MinerReport) {
    moved.sent &+= Self.step(from: last.sent, to: report.wireBytesSent)
    moved.received &+= Self.step(from: last.received, to: report.wireBytesReceived)
    (last.sent, last.received) = (report.wireBytesSent, report.wireBytesReceived)
  }

  /// The next miner begins at zero.
  public mutating func ended() { last = MinerBytes() }

  public mutating func take() -> MinerBytes {
    defer { moved = MinerBytes() }
    return moved
  }

  private static func step(from last: UInt64, to now: UInt64) -> UInt64 {
    now >= last ? now - last : now
  }
}
