internal import EdgeConfig
internal import EdgeTypes
public import JSON

extension StatusDocument {
  /// Reads what `write(to:)` wrote, so that `edgepoint status` renders the served document.
  ///
  /// Total and lenient: the service may be of another version, so a member that is missing or of
  /// another type keeps its default.
  public init(json: JSONValue) {
    version = json.text("version")
    uptimeSeconds = json.count("uptime_seconds")
    if let config = json.member("config") { self.config = ConfigStatus(config) }
    if let wan = json.member("wan") { self.wan = WANStatus(wan) }
    if let system = json.member("system") { self.system = SystemStatus(system) }
    if let storage = json.member("storage") { self.storage = StorageStatus(storage) }
    if let traffic = json.member("traffic") { self.traffic = TrafficStatus(traffic) }
    if let caps = json.member("caps") { self.caps = CapsStatus(caps) }
    if let miner = json.member("miner") { self.miner = MinerStatus(miner) }
  }
}

extension JSONValue {
  fileprivate func text(_ name: StaticString) -> [UInt8] { member(name)?.string ?? [] }
  fileprivate func flag(_ name: StaticString) -> Bool { member(name)?.boolean ?? false }
  fileprivate func count(_ name: StaticString) -> UInt64 { number(name) ?? 0 }
  fileprivate func number<Value: FixedWidthInteger>(_ name: StaticString) -> Value? {
    member(name)?.integer()
  }
  fileprivate func named<Value: NamedInStatus>(_ name: StaticString) -> Value? {
    member(name)?.string.flatMap { Value(code: $0) }
  }
}

extension ConfigStatus {
  fileprivate init(_ json: JSONValue) {
    file = json.text("file")
    verdict = json.named("verdict") ?? .valid
    problems = (json.member("problems")?.elements ?? []).compactMap { $0.string }
  }
}

extension WANStatus {
  fileprivate init(_ json: JSONValue) {
    device = json.member("device")?.string
    (up, metered) = (json.flag("up"), json.flag("metered"))
  }
}

extension SystemStatus {
  fileprivate init(_ json: JSONValue) {
    milliCelsius = json.number("temperature_millicelsius")
    availableBytes = json.number("memory_available_bytes")
    processors = json.number("processors") ?? 1
  }
}

extension TrafficStatus {
  fileprivate init(_ json: JSONValue) {
    state = json.named("state") ?? .off
    upload = json.number("upload_bits_per_second").map { BitRate(bitsPerSecond: $0) }
    download = json.number("download_bits_per_second").map { BitRate(bitsPerSecond: $0) }
    changes = json.count("changes")
    notes = (json.member("notes")?.elements ?? []).compactMap { $0.string }
    classes = (json.member("classes")?.elements ?? []).compactMap { ClassStatus($0) }
    roundTrip = json.number("round_trip_microseconds").map { Interval(microseconds: $0) }
    roundTripAtRest = json.number("round_trip_at_rest_microseconds").map {
      Interval(microseconds: $0)
    }
  }
}

extension ClassStatus {
  fileprivate init?(_ json: JSONValue) {
    guard let trafficClass: TrafficClass = json.named("class") else { return nil }
    self.init(trafficClass)
    if let up = json.member("up") { self.up = ClassFlow(up) }
    if let down = json.member("down") { self.down = ClassFlow(down) }
  }
}

extension ClassFlow {
  fileprivate init(_ json: JSONValue) {
    (bytes, drops) = (json.count("bytes"), json.count("drops"))
    rate = BitRate(bitsPerSecond: json.count("bits_per_second"))
  }
}

extension StorageStatus {
  fileprivate init(_ json: JSONValue) {
    (directory, note) = (json.text("directory"), json.text("note"))
    writable = json.flag("writable")
  }
}

extension MinerStatus {
  fileprivate init(_ json: JSONValue) {
    enabled = json.flag("enabled")
    reason = json.named("pause_reason")
    activity = json.named("activity") ?? .idle
    threads = json.number("threads") ?? 0
    hashesPerSecond = json.count("hashes_per_second")
    (tipHeight, tipAgeSeconds) = (
      json.number("tip_height") ?? 0, json.number("tip_age_seconds") ?? 0
    )
    queuedBytes = json.count("queued_bytes")
    uploadLimit = json.number("upload_limit_bits_per_second").map { BitRate(bitsPerSecond: $0) }
    uploadRate = BitRate(bitsPerSecond: json.count("upload_bits_per_second"))
    residentBytes = json.count("resident_bytes")
    processID = json.number("process_id")
    restarts = json.count("restarts")
    lastEnd = json.text("last_end")
    totals.hashes = json.count("hashes")
    totals.announcementsFound = json.count("announcements_found")
    totals.wireBytesSent = json.count("wire_bytes_sent")
    totals.wireBytesReceived = json.count("wire_bytes_received")
    totals.cpuMicroseconds = json.count("cpu_microseconds")
    pools = (json.member("pools")?.elements ?? []).map { PoolStatus($0) }
  }
}

extension PoolStatus {
  fileprivate init(_ json: JSONValue) {
    self.init(url: json.text("url"))
    state = json.named("state") ?? .connecting
    (height, handlers) = (json.number("height") ?? 0, json.number("handlers") ?? 0)
    (queued, inFlight) = (json.count("queued"), json.count("in_flight"))
    lastError = json.text("last_error")
    counters.accepted = json.count("accepted")
    counters.rejected = json.count("rejected")
    counters.overloaded = json.count("overloaded")
    counters.lost = json.count("lost")
    counters.droppedStale = json.count("dropped_stale")
    counters.droppedOverflow = json.count("dropped_overflow")
    counters.droppedAged = json.count("dropped_aged")
    counters.droppedNoHandler = json.count("dropped_no_handler")
    counters.droppedAtEnd = json.count("dropped_at_end")
    counters.bytesSent = json.count("bytes_sent")
  }
}
