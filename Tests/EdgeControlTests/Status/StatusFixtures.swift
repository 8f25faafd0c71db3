import EdgeConfig
import EdgeControl
import EdgeTypes
import JSON

/// A document in which every member differs from its default.
func busyDocument() -> StatusDocument {
  var document = StatusDocument()
  document.uptimeSeconds = 8_048
  document.config.file = bytes("/etc/config/edgepoint")
  document.config.verdict = .invalidKeptRunning
  document.config.problems = [bytes("edgepoint:3:9: unknown option 'payee'")]
  document.wan.device = bytes("eth0")
  document.wan.metered = true
  (document.system.milliCelsius, document.system.availableBytes) = (54_321, 412_000_000)
  document.system.processors = 4
  document.storage.directory = bytes("/var/lib/edgepoint")
  (document.storage.writable, document.storage.note) = (false, bytes("cut at byte 7"))
  (document.traffic.state, document.traffic.changes) = (.shaping, 21)
  document.traffic.upload = BitRate(bitsPerSecond: 20_000_000)
  document.traffic.download = BitRate(bitsPerSecond: 100_000_000)
  document.traffic.notes = [bytes("queues are short: this kernel has neither cake nor fq_codel")]
  document.traffic.classes = TrafficClass.allCases.map { busyClass($0) }
  document.traffic.roundTrip = .milliseconds(14)
  document.traffic.roundTripAtRest = .milliseconds(9)
  document.caps = busyCaps()
  document.miner = busyMiner()
  return document
}

private func busyClass(_ trafficClass: TrafficClass) -> ClassStatus {
  var status = ClassStatus(trafficClass)
  let number = UInt64(trafficClass.rawValue) + 1
  (status.up.bytes, status.up.drops) = (number * 1_000_000, number)
  (status.down.bytes, status.down.drops) = (number * 7_000_000, number * 2)
  status.up.rate = BitRate(bitsPerSecond: number * 500_000)
  status.down.rate = BitRate(bitsPerSecond: number * 4_000_000)
  return status
}

private func busyCaps() -> CapsStatus {
  var caps = CapsStatus()
  var monthly = CapStatus()
  (monthly.name, monthly.renewsOn) = (bytes("monthly"), bytes("2026-12-01"))
  (monthly.usedBytes, monthly.limitBytes) = (41_200_000_000, 50_000_000_000)
  (monthly.percent, monthly.state) = (82, .warning)
  var guests = CapStatus()
  (guests.name, guests.scope, guests.period) = (bytes("g\"uests"), .guest, .day)
  (guests.usedBytes, guests.limitBytes) = (1_000_000_100, 1_000_000_000)
  (guests.percent, guests.state, guests.action) = (100, .reached, .throttle)
  caps.limits = [monthly, guests]
  caps.effects = [bytes("cap 'guests': guests are slowed to 64 kbit/s until midnight")]
  caps.clockDoubt = .jumped
  (caps.minerBytes, caps.guestBytes, caps.lineBytes) = (1, 2, 3)
  caps.disagreements = [bytes("the WAN interface sent 3 MB while the queues explain 1 MB")]
  return caps
}

private func busyMiner() -> MinerStatus {
  var miner = MinerStatus()
  (miner.enabled, miner.activity, miner.threads) = (true, .hashing, 3)
  (miner.hashesPerSecond, miner.tipHeight, miner.tipAgeSeconds) = (412_345, 1_234_567, 42)
  (miner.queuedBytes, miner.residentBytes, miner.processID) = (20_480, 11_534_336, 4711)
  miner.uploadLimit = BitRate(bitsPerSecond: 500_000)
  miner.uploadRate = BitRate(bitsPerSecond: 498_000)
  (miner.restarts, miner.lastEnd) = (2, bytes("signal 9"))
  (miner.totals.hashes, miner.totals.announcementsFound) = (123_456_789, 12_345)
  (miner.totals.wireBytesSent, miner.totals.wireBytesReceived) = (14_000_000, 90_000)
  miner.totals.cpuMicroseconds = 1_234_567
  var pool = PoolStatus(url: bytes("http://pool.example"))
  (pool.state, pool.height, pool.handlers, pool.queued, pool.inFlight) = (.working, 7, 2, 20, 5)
  pool.counters.accepted = 12_000
  (pool.counters.rejected, pool.counters.overloaded, pool.counters.lost) = (1, 2, 3)
  (pool.counters.droppedStale, pool.counters.droppedOverflow) = (4, 5)
  (pool.counters.droppedAged, pool.counters.droppedNoHandler) = (6, 7)
  (pool.counters.droppedAtEnd, pool.counters.bytesSent) = (8, 12_300_000)
  var broken = PoolStatus(url: bytes("http://\"odd\"\\pool\n"))
  (broken.state, broken.lastError) = (.backingOff, bytes("connection refused"))
  miner.pools = [pool, broken]
  return miner
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
func string(_ text: Text) -> String { String(decoding: text.bytes, as: UTF8.self) }
func string(_ text: StaticString) -> String { string(Text(text)) }
func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
func lines(_ text: Text) -> [String] { string(text).split(separator: "\n").map(String.init) }

func parsed(_ bytes: [UInt8]) throws -> JSONValue {
  try JSONValue.parse(bytes, limits: JSONLimits(bytes: 1 << 20))
}
