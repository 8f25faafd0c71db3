internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// The miner process: started, listened to, and taken down.
extension MiningComponent {
  func act(_ effect: MinerSupervision.Effect?, at now: Instant) {
    switch effect {
    case .start: startMiner(at: now)
    case .terminate: link?.terminate()
    case .kill:
      context.log.warning("the miner does not answer and is killed", ["pid": "\(link?.pid ?? 0)"])
      link?.kill()
    case nil: break
    }
  }

  private func startMiner(at now: Instant) {
    do throws(Errno) {
      let link = try MinerLink(
        on: context.loop, onReport: { [unowned(unsafe) self] in self.take($0) },
        onEnd: { [unowned(unsafe) self] end in
          self.ended = end
          self.soon?.start(after: .zero)
        })
      self.link = link
      supervision.started(at: now)
      context.log.info("the miner runs", ["pid": "\(link.pid)"])
    } catch {
      supervision.startFailed(at: now)
      context.log.error("the miner cannot be started: \(error.text)")
    }
  }

  private func take(_ report: MinerReport) {
    let now = MonotonicClock.now()
    supervision.reported(at: now)
    books.note(report)
    accounting.note(report)
    uploadRate.note(report.wireBytesSent, at: now)
  }

  /// The miner that ended is taken down outside of its own callbacks.
  func takeDownEnded(at now: Instant) {
    guard let end = ended else { return }
    let expected = context.isEnding || !decision.wantsProcess
    if expected {
      context.log.info("the miner ended", ["end": end.text])
    } else {
      context.log.warning("the miner ended unexpectedly", ["end": end.text])
      lastEnd = end
    }
    supervision.ended(end, at: now)
    books.close()
    accounting.minerEnded()
    (link, ended) = (nil, nil)
    uploadRate = RateMeter()
  }
}
