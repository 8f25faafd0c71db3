internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// What components ask of the whole.
extension Supervisor: Service {
  var plan: NetworkPlan {
    var plan = NetworkPlan()
    for component in components { component.contribute(to: &plan) }
    return plan
  }

  var document: StatusDocument {
    var document = StatusDocument()
    for component in components { component.report(to: &document) }
    return document
  }

  func served(_ part: WatchdogDuty.Part) { watchdog.note(part) }

  /// Reads the config file again and applies the differences; an invalid file changes nothing.
  func reload() -> VarlinkOutcome {
    manager.tell("RELOADING=1\n")
    defer { manager.tell("READY=1\n") }
    let outcome = config.reload()
    if case .reloaded = outcome { apply() } else { update() }
    return outcome
  }

  func setOwnerPaused(_ paused: Bool) { miner.setOwnerPaused(paused) }
}

/// What signals ask.
extension Supervisor {
  /// SIGUSR1: the whole status, on one line.
  func dumpStatus() { context.log.notice("status \(document.json)") }

  /// SIGTERM: asks the miner for its last counts, then ends the loop; within 2 s in any case.
  func end() {
    guard !context.isEnding else { return }
    context.isEnding = true
    context.log.notice("ending")
    manager.tell("STOPPING=1\n")
    status.close()
    update()
    // The decider wants to be asked more often than once a second now.
    timer = Timer(on: context.loop, every: .milliseconds(100)) {
      [unowned(unsafe) self] in self.update()
    }
  }

  /// After the loop has ended.
  func finish() {
    timer = nil
    for component in components { component.stop(at: MonotonicClock.now()) }
  }
}
