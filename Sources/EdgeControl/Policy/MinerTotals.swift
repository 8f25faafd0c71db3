/// The counts of all miners that ended and of the one that runs.
public struct MinerTotals: Equatable, Sendable {
  private var settled: MinerCounters
  /// The last report of the miner that runs; pools that left the config since it started are kept
  /// in it as they were last reported.
  public private(set) var report: MinerReport?

  public init(_ settled: MinerCounters = MinerCounters()) { self.settled = settled }

  /// What the journal keeps and the status shows.
  public var totals: MinerCounters { report.map { settled.adding($0) } ?? settled }

  /// The miner that runs now says where it stands.
  public mutating func note(_ new: MinerReport) {
    var kept = new
    for pool in report?.pools ?? [] where !new.pools.contains(where: { $0.url == pool.url }) {
      if kept.pools.count < MinerCounters.mostPools { kept.pools.append(pool) }
    }
    report = kept
  }

  /// The miner is gone; its last report is settled.
  public mutating func close() {
    if let report { settled.merge(last: report) }
    report = nil
  }
}
