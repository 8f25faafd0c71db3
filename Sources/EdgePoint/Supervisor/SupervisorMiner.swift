internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// The miner process: started, listened to, and taken down.
extension Supervisor {
  func act(_ effect: MinerSupervision.Effect?, at now: Instant) {
    switch effect {
    case .start: startMiner(at: now)
    case .terminate: link?.terminate()
    case .kill:
      log.warning("the miner does not answer and is killed", ["pid": "\(link?.pid ?? 0)"])
      link?.kill()
    case nil: break
    }
  }

  private func startMiner(at now: Instant) {
    do throws(Errno) {
      let link = try MinerLink(
        on: loop, onReport: { [unowned(unsafe) self] in self.take($0) },
        onEnd: { [unowned(unsafe) self] end in
          self.ended = end
          self.soon?.start(after: .zero)
        })
      self.link = link
      supervision.started(at: now)
      log.info("the miner runs", ["pid": "\(link.pid)"])
    } catch {
      supervision.startFailed(at: now)
      log.error("the miner cannot be started: \(error.text)")
    }
  }

  private func take(_ report: MinerReport) {
    let now = MonotonicClock.now()
    supervision.reported(at: now)
    books.note(report)
    bookReport(report)
    uploadRate.note(report.wireBytesSent, at: now)
  }

  /// The miner that ended is taken down outside of its own callbacks.
  func settleEndedMiner(at now: Instant) {
    guard let end = ended else { return }
    let expected = isEnding || !decision.wantsProcess
    if expected {
      log.info("the miner ended", ["end": end.text])
    } else {
      log.warning("the miner ended unexpectedly", ["end": end.text])
      lastEnd = end
    }
    supervision.ended(end, at: now)
    books.close()
    traffic.minerEnded()
    (link, ended) = (nil, nil)
    uploadRate = RateMeter()
  }
}
