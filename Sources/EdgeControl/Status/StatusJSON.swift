internal import EdgeTypes
public import JSON

extension StatusDocument {
  /// The document as one JSON object: integers in base units, names in snake_case, `null` for
  /// what is unknown. `VarlinkInterface` describes the same members.
  public func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("version", string: version)
      json.member("uptime_seconds", integer: uptimeSeconds)
      json.member("led", string: ledCode.code)
      json.member("led_text", string: ledCode.text)
      json.member("config", object: config.write(to:))
      json.member("wan", object: wan.write(to:))
      json.member("system", object: system.write(to:))
      json.member("storage", object: storage.write(to:))
      json.member("traffic", object: traffic.write(to:))
      json.member("caps", object: caps.write(to:))
      json.member("miner", object: miner.write(to:))
    }
  }

  public var json: [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    return writer.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: StaticString, text: StaticString?) {
    member(name, string: text.map { Text($0).bytes })
  }

  fileprivate mutating func member(_ name: StaticString, count: UInt64) {
    // The readers' integers are signed.
    member(name, integer: Int64(clamping: count))
  }
}

extension ConfigStatus {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("file", string: file)
    json.member("verdict", string: verdict.code)
    json.member("problems", array: { json in for line in problems { json.string(line) } })
  }
}

extension WANStatus {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("device", string: device)
    json.member("up", boolean: up)
    json.member("metered", boolean: metered)
  }
}

extension SystemStatus {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("temperature_millicelsius", integer: milliCelsius)
    json.member("memory_available_bytes", integer: availableBytes.map { Int64(clamping: $0) })
    json.member("processors", integer: processors)
  }
}

extension StorageStatus {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("directory", string: directory)
    json.member("writable", boolean: writable)
    json.member("note", string: note)
  }
}

extension TrafficStatus {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("state", string: state.code)
    json.member(
      "upload_bits_per_second", integer: upload.map { Int64(clamping: $0.bitsPerSecond) })
    json.member(
      "download_bits_per_second", integer: download.map { Int64(clamping: $0.bitsPerSecond) })
    json.member("changes", count: changes)
    json.member("notes", array: { json in for note in notes { json.string(note) } })
    json.member(
      "classes", array: { json in for one in classes { json.object { one.write(to: &$0) } } })
    json.member("round_trip_microseconds", integer: roundTrip?.microseconds)
    json.member("round_trip_at_rest_microseconds", integer: roundTripAtRest?.microseconds)
  }
}

extension ClassStatus {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("class", string: trafficClass.code)
    json.member("up", object: up.write(to:))
    json.member("down", object: down.write(to:))
  }
}

extension ClassFlow {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("bytes", count: bytes)
    json.member("drops", count: drops)
    json.member("bits_per_second", count: rate.bitsPerSecond)
  }
}

extension MinerStatus {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("enabled", boolean: enabled)
    json.member("pause_reason", text: reason?.code)
    json.member("pause_text", text: reason?.text)
    json.member("pause_remedy", text: reason?.remedy)
    json.member("activity", string: activity.code)
    json.member("threads", integer: threads)
    json.member("hashes_per_second", count: hashesPerSecond)
    json.member("tip_height", integer: tipHeight)
    json.member("tip_age_seconds", integer: tipAgeSeconds)
    json.member("queued_bytes", count: queuedBytes)
    json.member(
      "upload_limit_bits_per_second", integer: uploadLimit.map { Int64(clamping: $0.bitsPerSecond) }
    )
    json.member("upload_bits_per_second", count: uploadRate.bitsPerSecond)
    json.member("resident_bytes", count: residentBytes)
    json.member("process_id", integer: processID)
    json.member("restarts", count: restarts)
    json.member("last_end", string: lastEnd)
    json.member("hashes", count: totals.hashes)
    json.member("announcements_found", count: totals.announcementsFound)
    json.member("wire_bytes_sent", count: totals.wireBytesSent)
    json.member("wire_bytes_received", count: totals.wireBytesReceived)
    json.member("cpu_microseconds", count: totals.cpuMicroseconds)
    json.member(
      "pools",
      array: { json in
        for pool in pools { json.object { pool.write(to: &$0) } }
      })
  }
}

extension PoolStatus {
  fileprivate func write(to json: inout JSONWriter) {
    json.member("url", string: counters.url)
    json.member("state", string: state.code)
    json.member("height", integer: height)
    json.member("handlers", integer: handlers)
    json.member("queued", count: queued)
    json.member("in_flight", count: inFlight)
    json.member("accepted", count: counters.accepted)
    json.member("rejected", count: counters.rejected)
    json.member("overloaded", count: counters.overloaded)
    json.member("lost", count: counters.lost)
    json.member("unsent", count: counters.unsent)
    json.member("dropped_stale", count: counters.droppedStale)
    json.member("dropped_overflow", count: counters.droppedOverflow)
    json.member("dropped_aged", count: counters.droppedAged)
    json.member("dropped_no_handler", count: counters.droppedNoHandler)
    json.member("dropped_at_end", count: counters.droppedAtEnd)
    json.member("bytes_sent", count: counters.bytesSent)
    json.member("good_percent", integer: goodPercent)
    json.member("last_error", string: lastError)
  }
}
