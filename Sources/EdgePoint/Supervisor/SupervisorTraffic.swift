internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// Caps, schedules and the ledger.
extension Supervisor {
  /// Begins, or goes on, with the config as it is now.
  ///
  /// What the ledger knows is asked before the kernel is touched: a class that a cap has stopped
  /// must not go on for a moment because the service starts again.
  func startBooks() {
    LocalTime.load()
    if bookTimer == nil {
      bookTimer = Timer(on: loop) { [unowned(unsafe) self] in self.bookTraffic() }
    }
    let now = MonotonicClock.now()
    traffic.take(nil, config, clock: clock.anchor, at: now, date: clock.date(at: now))
    governor.use(config, traffic.policy.allowances)
    bookTraffic()
  }

  /// Reads the counters, books them, and acts if caps or schedules now say something else.
  func bookTraffic() {
    let now = MonotonicClock.now()
    let before = traffic.policy
    // Asked for even without a schedule: a jump shows only to who has looked before.
    let date = clock.date(at: now)
    let reading = governor.reading(boot: clock.boot)
    traffic.take(reading, config, clock: clock.anchor, at: now, date: date)
    traffic.writeIfDue(to: storage, at: now)
    bookTimer?.start(after: traffic.pace)
    let after = traffic.policy
    // The service that ends leaves the kernel as it is.
    guard bookTimer != nil else { return }
    governor.use(config, after.allowances)
    if after.allowances[.miner] != before.allowances[.miner] || after.minerHold != before.minerHold
    {
      evaluate()
    }
  }

  /// The miner says what it has moved; it is booked outside of the miner's callbacks.
  func bookReport(_ report: MinerReport) {
    traffic.note(report)
    bookTimer?.start(after: .zero)
  }

  /// What caps and schedules have against mining.
  func readCaps(_ facts: inout MinerFacts) {
    facts.hold = traffic.policy.minerHold
    if case .throttled(let rate) = traffic.policy.allowances[.miner] {
      facts.slowedTo = rate
    } else {
      facts.slowedTo = nil
    }
  }
}
