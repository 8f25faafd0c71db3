internal import EdgeTypes

extension MinerReport {
  /// The report as one datagram; what exceeds a limit of `MinerMessage` is cut.
  public func encoded() -> [UInt8] {
    var writer = MinerMessage.begin(.report)
    writer.write(activity.rawValue)
    writer.write(obstacle.rawValue)
    writer.write(UInt16(clamping: threads))
    writer.write(tipHeight)
    writer.write(tipAgeSeconds)
    for counter in [
      hashes, hashesPerSecond, announcementsFound, queuedBytes, wireBytesSent, wireBytesReceived,
      cpuMicroseconds, residentBytes,
    ] { writer.write(counter) }
    let kept = pools.prefix(MinerMessage.maximumPools)
    writer.write(UInt8(clamping: kept.count))
    for pool in kept { pool.write(to: &writer) }
    return writer.bytes
  }

  /// The report in `bytes`, nil unless every byte of them has its place.
  public static func decode(_ bytes: [UInt8]) -> MinerReport? {
    guard var reader = MinerMessage.open(bytes, .report) else { return nil }
    var report = MinerReport()
    guard let activity = reader.readByte().flatMap(MinerActivity.init(rawValue:)),
      let obstacle = reader.readByte().flatMap(MinerObstacle.init(rawValue:)),
      let threads = reader.readInteger(UInt16.self),
      let tipHeight = reader.readInteger(UInt32.self),
      let tipAge = reader.readInteger(UInt32.self),
      let counters = reader.readCounters(8),
      let poolCount = reader.readByte(), Int(poolCount) <= MinerMessage.maximumPools
    else { return nil }
    (report.activity, report.obstacle, report.threads) = (activity, obstacle, Int(threads))
    (report.tipHeight, report.tipAgeSeconds) = (tipHeight, tipAge)
    (report.hashes, report.hashesPerSecond) = (counters[0], counters[1])
    (report.announcementsFound, report.queuedBytes) = (counters[2], counters[3])
    (report.wireBytesSent, report.wireBytesReceived) = (counters[4], counters[5])
    (report.cpuMicroseconds, report.residentBytes) = (counters[6], counters[7])
    for _ in 0..<Int(poolCount) {
      guard let pool = PoolReport(from: &reader) else { return nil }
      report.pools.append(pool)
    }
    return reader.remaining == 0 ? report : nil
  }
}

extension PoolReport {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.write(counted: url.prefix(MinerMessage.maximumURLBytes))
    writer.write(state.rawValue)
    writer.write(height)
    writer.write(UInt16(clamping: handlers))
    for counter in [
      accepted, rejected, overloaded, lost, droppedStale, droppedOverflow, droppedAged,
      droppedNoHandler, droppedShutdown, queued, inFlight, bytesSent,
    ] { writer.write(counter) }
    writer.write(counted: lastError.prefix(MinerMessage.maximumTextBytes))
  }

  fileprivate init?(from reader: inout ByteReader) {
    self.init()
    guard let url = reader.readText(limit: MinerMessage.maximumURLBytes),
      let state = reader.readByte().flatMap(PoolState.init(rawValue:)),
      let height = reader.readInteger(UInt32.self),
      let handlers = reader.readInteger(UInt16.self),
      let counters = reader.readCounters(12),
      let lastError = reader.readText(limit: MinerMessage.maximumTextBytes)
    else { return nil }
    (self.url, self.state, self.height, self.handlers) = (url, state, height, Int(handlers))
    (accepted, rejected) = (counters[0], counters[1])
    (overloaded, lost) = (counters[2], counters[3])
    (droppedStale, droppedOverflow, droppedAged) = (counters[4], counters[5], counters[6])
    (droppedNoHandler, droppedShutdown) = (counters[7], counters[8])
    (queued, inFlight, bytesSent) = (counters[9], counters[10], counters[11])
    self.lastError = lastError
  }
}

extension ByteReader {
  fileprivate mutating func readCounters(_ count: Int) -> [UInt64]? {
    var counters: [UInt64] = []
    for _ in 0..<count {
      guard let counter = readInteger(UInt64.self) else { return nil }
      counters.append(counter)
    }
    return counters
  }
}
