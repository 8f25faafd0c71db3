public import EdgeTypes

/// The demonstration's lines: one a second, a head every twenty.
public struct DemoView: Sendable {
  private var lines = 0
  public init() {}

  /// - Parameters:
  ///   - elapsed: since the start.
  ///   - status: nil while the service is starting.
  ///   - pool: nil while the pool does not answer.
  public mutating func line(
    elapsed: Interval, status: StatusDocument?, pool: PoolCount?
  ) -> Text {
    var text = Text()
    if lines % 20 == 0 { text.append(Self.head) }
    lines += 1
    text.append(right: "\(elapsed.wholeSeconds) s", width: 7)
    guard let miner = status?.miner else {
      text.append("  the service is starting\n" as StaticString)
      return text
    }
    let first = miner.pools.first
    text.append("  " as StaticString)
    text.append(left: Text(miner.reason?.code ?? miner.activity.code), width: 19)
    text.append(right: Figures.grouped(miner.hashesPerSecond), width: 10)
    text.append(right: Figures.rate(miner.uploadRate), width: 13)
    text.append(right: Figures.grouped(first?.counters.accepted ?? 0), width: 11)
    text.append(right: pool.map { Figures.grouped($0.accepted) } ?? "-", width: 11)
    let rejected = max(first?.counters.rejected ?? 0, pool?.rejected ?? 0)
    text.append(right: Figures.grouped(rejected), width: 10)
    text.append(right: Figures.size(miner.queuedBytes), width: 10)
    text.append("\n" as StaticString)
    return text
  }

  private static let head: Text = """
                                              on the   accepted   the pool
         time  state                hash/s      wire  (service)       says  rejected     queue

    """
}
