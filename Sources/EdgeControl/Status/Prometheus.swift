internal import EdgeConfig
public import EdgeTypes

extension StatusDocument {
  /// The document in Prometheus' text format 0.0.4: base units, counters end in `_total`.
  public var prometheus: Text {
    var page = MetricsPage()
    addService(&page)
    addTraffic(&page)
    addMiner(&page)
    addPools(&page)
    addCaps(&page)
    return page.text
  }

  private func addService(_ page: inout MetricsPage) {
    page.gauge("edgepoint_build_info", "Which version runs.")
    page.sample([("version", version)], 1)
    page.gauge("edgepoint_uptime_seconds", "Since the service started.")
    page.sample(uptimeSeconds)
    page.gauge("edgepoint_config_valid", "1 if the config file was valid when last read.")
    page.sample(config.verdict == .valid ? 1 : 0)
    page.gauge("edgepoint_storage_writable", "1 if the journal can be written.")
    page.sample(storage.writable ? 1 : 0)
    page.gauge("edgepoint_wan_up", "1 if the WAN link is up.")
    page.sample(wan.up ? 1 : 0)
    if let milliCelsius = system.milliCelsius {
      page.gauge("edgepoint_temperature_celsius", "The hottest sensor.")
      page.sample(thousandths: milliCelsius)
    }
    if let availableBytes = system.availableBytes {
      page.gauge("edgepoint_memory_available_bytes", "MemAvailable of the kernel.")
      page.sample(availableBytes)
    }
  }

  private func addTraffic(_ page: inout MetricsPage) {
    let line = [("up", traffic.upload), ("down", traffic.download)] as [(StaticString, BitRate?)]
    guard !traffic.classes.isEmpty else { return }
    page.gauge("edgepoint_line_limit_bytes_per_second", "What the line is shaped to.")
    for (direction, rate) in line {
      if let rate { page.sample([("direction", Text(direction).bytes)], rate.bytesPerSecond) }
    }
    page.counter("edgepoint_class_bytes_total", "Frames sent by class and direction.")
    for (labels, flow) in traffic.flows { page.sample(labels, flow.bytes) }
    page.counter("edgepoint_class_drops_total", "Packets that found their class's queue full.")
    for (labels, flow) in traffic.flows { page.sample(labels, flow.drops) }
    if let roundTrip = traffic.roundTrip {
      page.gauge("edgepoint_line_round_trip_seconds", "To the gateway and back.")
      page.sample(millionths: roundTrip.microseconds)
    }
  }

  private func addMiner(_ page: inout MetricsPage) {
    page.counter("edgepoint_miner_hashes_total", "Announcement hashes computed.")
    page.sample(miner.totals.hashes)
    page.counter("edgepoint_miner_announcements_found_total", "Announcements that met the target.")
    page.sample(miner.totals.announcementsFound)
    page.counter("edgepoint_miner_cpu_seconds_total", "Processor time of the miner.")
    page.sample(millionths: miner.totals.cpuMicroseconds)
    page.counter("edgepoint_miner_wire_bytes_total", "Bytes on the wire, all headers included.")
    page.sample([("direction", Text("up").bytes)], miner.totals.wireBytesSent)
    page.sample([("direction", Text("down").bytes)], miner.totals.wireBytesReceived)
    page.counter("edgepoint_miner_restarts_total", "Starts of the miner process after the first.")
    page.sample(miner.restarts)
    page.gauge("edgepoint_miner_hashes_per_second", "Hash rate over the last seconds.")
    page.sample(miner.hashesPerSecond)
    page.gauge("edgepoint_miner_threads", "Workers.")
    page.sample(UInt64(clamping: miner.threads))
    page.gauge("edgepoint_miner_queued_bytes", "Announcements that wait for the upload.")
    page.sample(miner.queuedBytes)
    page.gauge("edgepoint_miner_resident_bytes", "Memory of the miner process.")
    page.sample(miner.residentBytes)
    page.gauge("edgepoint_miner_tip_height", "Height of the chain as the primary pool says.")
    page.sample(UInt64(miner.tipHeight))
    page.gauge("edgepoint_miner_tip_age_seconds", "Since the chain last moved.")
    page.sample(UInt64(miner.tipAgeSeconds))
    page.gauge("edgepoint_miner_upload_bytes_per_second", "Mean of the last ten seconds.")
    page.sample(miner.uploadRate.bytesPerSecond)
    if let limit = miner.uploadLimit {
      page.gauge("edgepoint_miner_upload_limit_bytes_per_second", "The configured limit.")
      page.sample(limit.bytesPerSecond)
    }
    page.gauge("edgepoint_miner_paused", "1 for the reason why nothing is hashed.")
    for reason in PauseReason.allCases {
      page.sample([("reason", Text(reason.code).bytes)], miner.reason == reason ? 1 : 0)
    }
  }

  private func addPools(_ page: inout MetricsPage) {
    guard !miner.pools.isEmpty else { return }
    page.gauge("edgepoint_pool_up", "1 if the pool works.")
    for pool in miner.pools {
      page.sample([("pool", pool.counters.url)], pool.state == .working ? 1 : 0)
    }
    page.counter(
      "edgepoint_miner_announcements_total", "Announcements by pool and by what became of them.")
    for pool in miner.pools {
      for (name, value) in pool.counters.results {
        page.sample([("pool", pool.counters.url), ("result", Text(name).bytes)], value)
      }
    }
    page.gauge("edgepoint_pool_queued_announcements", "Waiting to be sent.")
    for pool in miner.pools { page.sample([("pool", pool.counters.url)], pool.queued) }
    page.counter("edgepoint_pool_sent_bytes_total", "Bytes of announcements that were sent.")
    for pool in miner.pools { page.sample([("pool", pool.counters.url)], pool.counters.bytesSent) }
  }
}

extension TrafficStatus {
  fileprivate var flows: [(labels: [(StaticString, [UInt8])], flow: ClassFlow)] {
    var flows: [(labels: [(StaticString, [UInt8])], flow: ClassFlow)] = []
    for one in classes {
      let name = Text(one.trafficClass.code).bytes
      flows.append(([("class", name), ("direction", Text("up").bytes)], one.up))
      flows.append(([("class", name), ("direction", Text("down").bytes)], one.down))
    }
    return flows
  }
}

extension StatusDocument {
  private func addCaps(_ page: inout MetricsPage) {
    page.gauge("edgepoint_clock_trusted", "1 if the calendar's clock is believed.")
    page.sample(caps.clockDoubt == nil ? 1 : 0)
    page.counter("edgepoint_charged_bytes_total", "What caps of a scope are charged, both ways.")
    for (scope, bytes) in [
      (CapScope.miner, caps.minerBytes), (.guest, caps.guestBytes), (.total, caps.lineBytes),
    ] {
      page.sample([("scope", Text(scope.code).bytes)], bytes)
    }
    page.gauge("edgepoint_counter_disagreements", "Counts that ought to agree and do not.")
    page.sample(UInt64(clamping: caps.disagreements.count))
    guard !caps.limits.isEmpty else { return }
    page.gauge("edgepoint_cap_used_bytes", "Used in the cap's current period.")
    for cap in caps.limits { page.sample(cap.labels, cap.usedBytes) }
    page.gauge("edgepoint_cap_limit_bytes", "The cap's limit.")
    for cap in caps.limits { page.sample(cap.labels, cap.limitBytes) }
    page.gauge("edgepoint_cap_reached", "1 if all of the cap is used.")
    for cap in caps.limits { page.sample(cap.labels, cap.state == .reached ? 1 : 0) }
  }
}

extension CapStatus {
  fileprivate var labels: [(StaticString, [UInt8])] {
    [("cap", name), ("scope", Text(scope.code).bytes), ("period", Text(period.code).bytes)]
  }
}

extension PoolCounters {
  fileprivate var results: [(StaticString, UInt64)] {
    [
      ("accepted", accepted), ("rejected", rejected), ("overloaded", overloaded), ("lost", lost),
      ("dropped_stale", droppedStale), ("dropped_overflow", droppedOverflow),
      ("dropped_aged", droppedAged), ("dropped_no_handler", droppedNoHandler),
      ("dropped_at_end", droppedAtEnd),
    ]
  }
}

/// Lines of the exposition format, which wants each metric's samples together below its type.
private struct MetricsPage {
  var text = Text()
  private var name: StaticString = ""

  mutating func gauge(_ name: StaticString, _ help: StaticString) { begin(name, help, "gauge") }
  mutating func counter(_ name: StaticString, _ help: StaticString) { begin(name, help, "counter") }

  private mutating func begin(_ name: StaticString, _ help: StaticString, _ type: StaticString) {
    self.name = name
    text.append("# HELP \(name) \(help)\n# TYPE \(name) \(type)\n")
  }

  mutating func sample(_ value: UInt64) { sample([], value) }

  mutating func sample(_ labels: [(StaticString, [UInt8])], _ value: UInt64) {
    text.append(name)
    for (index, (label, value)) in labels.enumerated() {
      text.append("\(index == 0 ? "{" : ",")\(label)=\"\(Self.escaped(value))\"")
    }
    text.append("\(labels.isEmpty ? "" : "}") \(value)\n")
  }

  mutating func sample(thousandths value: Int) {
    let magnitude = UInt64(value.magnitude)
    text.append("\(name) \(value < 0 ? "-" : "")\(magnitude / 1000).")
    text.append("\(Self.digits(magnitude % 1000, 3))\n")
  }

  mutating func sample(millionths value: UInt64) {
    text.append("\(name) \(value / 1_000_000).\(Self.digits(value % 1_000_000, 6))\n")
  }

  private static func digits(_ value: UInt64, _ count: Int) -> Text {
    let digits = Text("\(value)").bytes
    return Text([UInt8](repeating: 0x30, count: max(0, count - digits.count)) + digits)
  }

  private static func escaped(_ value: [UInt8]) -> Text {
    var text = Text()
    for byte in value {
      switch byte {
      case 0x5C, 0x22: text.append(bytes: [0x5C, byte])
      case 0x0A: text.append("\\n")
      default: text.append(bytes: [byte])
      }
    }
    return text
  }
}
