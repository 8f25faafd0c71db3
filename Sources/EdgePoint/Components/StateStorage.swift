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
  func load() -> (miner: MinerRecord, ledger: Ledger) {
    let records = journal?.records ?? []
    written = records.compactMap { MinerRecord(decoding: $0) }.last ?? MinerRecord()
    return (written, records.compactMap { Ledger(decoding: $0) }.last ?? Ledger())
  }

  /// Goes on in another folder; what lies there already is replaced by what runs.
  func move(to directory: [UInt8], _ record: MinerRecord, _ ledger: Ledger, at now: Instant) {
    journal = nil
    status = StorageStatus()
    status.directory = directory
    open()
    write(record, ledger, at: now)
  }

  /// Writes if something has changed for `interval`, or if the storage may work again.
  func writeIfDue(_ record: MinerRecord, _ ledger: Ledger, at now: Instant) {
    let since = triedAt ?? now
    triedAt = since
    guard now.since(since) >= Self.interval else { return }
    if !status.writable { return write(record, ledger, at: now) }
    if record != written { write(record, at: now) }
  }

  func write(_ record: MinerRecord, _ ledger: Ledger, at now: Instant) {
    write(record, at: now)
    if status.writable { append(ledger.encoded()) }
  }

  func write(_ record: MinerRecord, at now: Instant) {
    triedAt = now
    if append(record.encoded()) { written = record }
  }

  /// Storage that fails is left to `writeIfDue`, which is called rarely enough.
  func write(_ ledger: Ledger) {
    if status.writable { append(ledger.encoded()) }
  }

  @discardableResult private func append(_ bytes: [UInt8]) -> Bool {
    if journal == nil { open() }
    guard let journal else { return false }
    do throws(FileError) {
      try journal.append(bytes)
      if !status.writable { log.notice("the journal can be written again") }
      status.writable = true
      return true
    } catch {
      fail(error.text)
      return false
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
