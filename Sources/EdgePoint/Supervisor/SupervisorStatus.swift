internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// What is said and kept of the service.
extension Supervisor {
  /// What the journal keeps.
  var record: MinerRecord {
    var record = MinerRecord()
    (record.ownerPaused, record.counters) = (ownerPaused, books.totals)
    return record
  }

  var document: StatusDocument {
    var document = StatusDocument()
    document.uptimeSeconds = MonotonicClock.now().since(started).wholeSeconds
    document.config = configStatus
    document.wan.device = config.wan.device
    (document.wan.up, document.wan.metered) = (wan.isUp, config.wan.metered)
    document.system.milliCelsius = facts.milliCelsius
    document.system.availableBytes = facts.availableBytes
    document.system.processors = facts.processors
    document.storage = storage.status
    document.traffic = governor.status
    document.caps = traffic.status(clock.doubt)
    document.miner.update(config.miner, decision, books)
    document.miner.uploadRate = uploadRate.rate
    document.miner.processID = link?.pid
    document.miner.restarts = supervision.restarts
    document.miner.lastEnd = lastEnd?.text.bytes ?? []
    return document
  }
}
