internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// Books what goes over the WAN and asks what caps and schedules leave of each class.
final class CapAccounting {
  /// A line whose rate nobody has configured: what most are slower than.
  private static let unknownLine = BitRate(bitsPerSecond: 200_000_000)

  private(set) var ledger: Ledger
  private(set) var policy = CapPolicy()
  /// When to call `take` again.
  private(set) var pace = Interval.seconds(1)
  private let log: Log
  private var wire = MinerWire()
  private var disagreements: [Disagreement] = []
  private var date: CivilDate?
  private var isFirst = true

  /// - Parameter ledger: from the journal.
  init(ledger: Ledger, log: Log) { (self.ledger, self.log) = (ledger, log) }

  func note(_ report: MinerReport) { wire.note(report) }
  func minerEnded() { wire.ended() }

  /// The WAN is another device now.
  func forgetLine() { ledger.forgetLine() }

  /// Books what passed since the last call and decides anew.
  ///
  /// - Parameters:
  ///   - reading: nil = nothing is shaped, counted or there; the miner's own word stands then.
  ///   - clock: as it was last believed.
  ///   - date: local time; nil = the clock is not believed.
  func take(
    _ reading: TrafficReading?, _ config: Config, clock: ClockReading?, at now: Instant,
    date: CivilDate?
  ) {
    self.date = date
    ledger.take(reading, miner: wire.take(), caps: config.caps, at: now, date: date)
    ledger.note(clock: clock)
    let before = policy.uses
    policy = CapPolicy(config: config, ledger: ledger, date: date)
    let asked = CapPolicy.pace(caps: config.caps, ledger: ledger, rate: Self.line(config.wan))
    // Without counters to read only the miner's reports bring news, and they come by themselves.
    pace = reading == nil ? max(asked, .seconds(1)) : asked
    if policy.uses.map({ $0.state }) != before.map({ $0.state }) { ledger.writeSoon() }
    for news in CapNews.between(before, policy.uses) {
      // The service before this one has warned already.
      if news.isWarning, isFirst { continue }
      if news.isWarning { log.warning(news.text) } else { log.notice(news.text) }
    }
    isFirst = false
    sayDisagreements()
  }

  /// Writes the ledger if it is time to.
  func writeIfDue(to storage: StateStorage, at now: Instant) {
    guard ledger.isDue(at: now) else { return }
    storage.write(ledger)
    ledger.noteWritten(at: now)
  }

  func status(_ doubt: ClockDistrust?) -> CapsStatus {
    CapsStatus(policy, ledger, doubt: doubt, date: date)
  }

  private func sayDisagreements() {
    let found = ledger.disagreements
    for one in found where !disagreements.contains(where: { $0.pair == one.pair }) {
      log.warning(one.text)
    }
    disagreements = found
  }

  private static func line(_ wan: WANConfig) -> BitRate {
    guard let upload = wan.upload, let download = wan.download else { return unknownLine }
    let (sum, overflow) = upload.bitsPerSecond.addingReportingOverflow(download.bitsPerSecond)
    return BitRate(bitsPerSecond: overflow ? .max : sum)
  }
}
