internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// Keeps the counts over restarts, and in RAM alone while the storage does not work.
final class StateStorage {
  /// Flash wears out: how long a change may stay in RAM only.
  static let interval = Interval.seconds(60)

  private(set) var status = StorageStatus()
  private let log: Log
  private var journal: Journal?
  private var written = MinerRecord()
  private var triedAt: Instant?

  init(directory: [UInt8], log: Log) {
    self.log = log
    status.directory = directory
    open()
  }

  /// What the journal held when it was opened.
  func load() -> MinerRecord {
    written = journal?.records.compactMap { MinerRecord(decoding: $0) }.last ?? MinerRecord()
    return written
  }

  /// Goes on in another folder; what lies there already is replaced by what runs.
  func move(to directory: [UInt8], _ record: MinerRecord, at now: Instant) {
    journal = nil
    status = StorageStatus()
    status.directory = directory
    open()
    write(record, at: now)
  }

  /// Writes if something has changed for `interval`.
  func writeIfDue(_ record: MinerRecord, at now: Instant) {
    let since = triedAt ?? now
    triedAt = since
    guard record != written || !status.writable, now.since(since) >= Self.interval else { return }
    write(record, at: now)
  }

  func write(_ record: MinerRecord, at now: Instant) {
    triedAt = now
    if journal == nil { open() }
    guard let journal else { return }
    do throws(FileError) {
      try journal.append(record.encoded())
      if !status.writable { log.notice("the journal can be written again") }
      (written, status.writable) = (record, true)
    } catch {
      fail(error.text)
    }
  }

  private func open() {
    do throws(JournalError) {
      let journal = try Journal(folder: status.directory)
      self.journal = journal
      guard let repair = journal.repair else { return }
      status.note = repair.bytes
      log.warning(repair, ["state_dir": Text(status.directory)])
    } catch {
      fail(error.text)
    }
  }

  private func fail(_ reason: Text) {
    status.writable = false
    log.error(
      "the journal cannot be written, counts stay in RAM: \(reason)",
      ["state_dir": Text(status.directory)])
  }
}
