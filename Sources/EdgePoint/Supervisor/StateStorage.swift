internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// Keeps the counts over restarts, and in RAM when the storage does not work.
final class StateStorage {
  /// Flash wears out: how long a change may stay in RAM only.
  static let interval = Interval.seconds(60)

  private(set) var status = StorageStatus()
  private let log: Log
  private var written = MinerRecord()
  private var writtenAt: Instant?

  init(directory: [UInt8], log: Log) {
    self.log = log
    status.directory = directory
  }

  private var path: [UInt8] { status.directory + Array("/journal".utf8) }

  func load() -> MinerRecord {
    let file = try? Files.read(path, atMost: 65_536)
    written = file.flatMap { MinerRecord(decoding: $0) } ?? MinerRecord()
    return written
  }

  func move(to directory: [UInt8], _ record: MinerRecord, at now: Instant) {
    status.directory = directory
    write(record, at: now)
  }

  func writeIfDue(_ record: MinerRecord, at now: Instant) {
    let since = writtenAt ?? now
    writtenAt = since
    guard record != written, now.since(since) >= Self.interval else { return }
    write(record, at: now)
  }

  func write(_ record: MinerRecord, at now: Instant) {
    writtenAt = now
    do throws(FileError) {
      try Files.makeDirectory(status.directory)
      try Files.replace(path, with: record.encoded(), mode: 0o600)
      (written, status.writable) = (record, true)
    } catch {
      status.writable = false
      log.error("counts stay in RAM: \(error.text)", ["path": Text(path)])
    }
  }
}
