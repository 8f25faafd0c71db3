import EdgeConfig
import EdgeControl
import EdgeTypes
import Foundation
import LinuxPort
import Testing

@testable import EdgePoint

/// What a test's service would have logged.
private final class Lines {
  private(set) var all: [String] = []
  func count(_ part: String) -> Int { all.count { $0.contains(part) } }

  func log() -> Log {
    let sink = LogSink(threshold: .info, clock: { .zero }) { [self] in
      all.append(String(decoding: $0.bytes, as: UTF8.self))
    }
    return Log("service", to: sink)
  }
}

private func at(_ seconds: UInt64) -> Instant { Instant(microseconds: seconds * 1_000_000) }

/// A config with a monthly cap of the miner; 2026-11-21 as local time, so many days on.
private func capped(_ limit: UInt64) -> Config {
  var config = Config()
  config.caps = [CapConfig(name: Array("monthly".utf8), limit: ByteCount(limit))]
  return config
}
private func day(_ number: Int64) -> CivilDate {
  CivilDate(localSeconds: 1_795_219_200 + number * 86_400)
}

/// The miner's class has sent so many bytes.
private func reading(_ bytes: UInt64) -> TrafficReading {
  var reading = TrafficReading(boot: 1)
  reading.queues.up = ClassReadings()
  reading.queues.up?[.miner].bytes = bytes
  return reading
}

@Suite struct CapAccountingTests {
  @Test func capThatFills_isSaidOnceAtEachStep_andHoldsUntilTheNextMonth() {
    let (lines, config) = (Lines(), capped(1_000))
    let books = CapAccounting(ledger: Ledger(), log: lines.log())
    let storage = StateStorage(directory: Array("/dev/null".utf8), log: Lines().log())
    for (second, bytes) in [(1, 0), (2, 790), (3, 810), (4, 990), (5, 1_010), (6, 1_500)] {
      books.take(reading(UInt64(bytes)), config, clock: nil, at: at(UInt64(second)), date: day(0))
      #expect((books.policy.minerHold == .capReached) == (bytes > 1_000))
      let now = at(UInt64(second)).advanced(by: .milliseconds(500))
      #expect(books.ledger.isDue(at: now) == [0, 810, 1_010].contains(bytes))
      books.writeIfDue(to: storage, at: now)
    }
    #expect(lines.count("80 % is used") == 1)
    #expect(lines.count("the miner is stopped") == 1)
    books.take(reading(1_600), config, clock: nil, at: at(7), date: day(10))
    #expect(books.policy.minerHold == nil)
    #expect(lines.count("it holds nobody back now") == 1)
  }

  @Test func serviceThatReturns_holdsAtOnce_beforeAnythingIsRead() throws {
    let (lines, config) = (Lines(), capped(1_000))
    let first = CapAccounting(ledger: Ledger(), log: lines.log())
    first.take(reading(0), config, clock: nil, at: at(1), date: day(0))
    first.take(reading(900), config, clock: nil, at: at(2), date: day(0))
    let journalled = try #require(Ledger(decoding: first.ledger.encoded()))
    let second = CapAccounting(ledger: journalled, log: lines.log())
    second.take(nil, config, clock: nil, at: at(3), date: day(0))
    #expect(lines.count("80 % is used") == 1)
    second.take(reading(1_100), config, clock: nil, at: at(4), date: day(0))
    #expect(second.policy.allowances[.miner] == .stopped)
    let third = CapAccounting(
      ledger: try #require(Ledger(decoding: second.ledger.encoded())), log: lines.log())
    third.take(nil, config, clock: nil, at: at(5), date: nil)
    #expect(third.policy.minerHold == .capReached)
    #expect(third.status(.jumped).limits.map(\.state) == [.reached])
    #expect(third.status(.jumped).limits[0].renewsOn.isEmpty)
  }

  @Test func minersReports_areBookedWhereNothingIsRead_atTheirOwnPace() {
    let config = capped(10_000)
    let books = CapAccounting(ledger: Ledger(), log: Lines().log())
    var report = MinerReport()
    (report.wireBytesSent, report.wireBytesReceived) = (7_000, 500)
    books.note(report)
    books.take(nil, config, clock: nil, at: at(1), date: day(0))
    #expect(books.ledger.bytes(of: .miner) == 7_500 && books.pace == .seconds(1))
    books.take(nil, config, clock: nil, at: at(2), date: day(0))
    #expect(books.ledger.bytes(of: .miner) == 7_500)
    books.minerEnded()
    (report.wireBytesSent, report.wireBytesReceived) = (7_100, 0)
    books.note(report)
    books.take(nil, config, clock: nil, at: at(3), date: day(0))
    #expect(books.policy.minerHold == .capReached)
  }
}

@Suite struct StateStorageTests {
  private func folder() -> URL {
    FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  }

  private func ledger(_ bytes: UInt64) -> Ledger {
    var ledger = Ledger()
    ledger.take(reading(0), caps: capped(1).caps, at: at(1), date: day(0))
    ledger.take(reading(bytes), caps: capped(1).caps, at: at(2), date: day(0))
    return ledger
  }

  @Test func bothRecords_lieInOneJournal_andNeitherReplacesTheOther() {
    let place = folder()
    defer { try? FileManager.default.removeItem(at: place) }
    var record = MinerRecord()
    record.counters.hashes = 7
    do {
      let storage = StateStorage(directory: Array(place.path.utf8), log: Lines().log())
      #expect(storage.load().ledger == Ledger() && storage.load().miner == MinerRecord())
      storage.write(record, at: at(1))
      for bytes: UInt64 in 1...400 { storage.write(ledger(bytes)) }
    }
    let (miner, ledger) = StateStorage(directory: Array(place.path.utf8), log: Lines().log()).load()
    #expect(miner == record && ledger.bytes(of: .miner) == 400)
  }

  @Test func storageThatFails_isTriedOnceAMinute_howeverOftenTheLedgerIsDue() throws {
    let (place, lines) = (folder(), Lines())
    defer { try? FileManager.default.removeItem(at: place) }
    try Data().write(to: place)  // A file where the folder should be.
    let storage = StateStorage(directory: Array(place.path.utf8), log: lines.log())
    let books = CapAccounting(ledger: Ledger(), log: lines.log())
    for step: UInt64 in 0..<590 {
      let now = at(1_000).advanced(by: .milliseconds(step * 100))
      books.take(reading(step << 20), capped(1 << 40), clock: nil, at: now, date: day(0))
      books.writeIfDue(to: storage, at: now)
      storage.writeIfDue(MinerRecord(), books.ledger, at: now)
    }
    #expect(!storage.status.writable && lines.count("cannot be written") == 1)
    try FileManager.default.removeItem(at: place)
    storage.writeIfDue(MinerRecord(), books.ledger, at: at(1_060))
    #expect(storage.status.writable)
    #expect(try Data(contentsOf: place.appendingPathComponent("journal")).count > 200)
  }
}
