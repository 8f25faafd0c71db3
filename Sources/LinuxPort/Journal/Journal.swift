internal import CLinux
public import EdgeTypes

/// Why the journal cannot be used.
public enum JournalError: Error, Equatable, Sendable {
  case file(FileError)
  /// Another process has the folder.
  case inUse

  public var text: Text {
    switch self {
    case .file(let error): error.text
    case .inUse: "another service uses this folder"
    }
  }
}

/// Records that outlive the process, appended to one file so that a power cut at any byte loses at
/// most the record that was being written.
///
/// Appending is one write and one fdatasync. A file that has grown is replaced by its last records:
/// write new, fsync, rename, fsync of the folder.
public final class Journal {
  static let compactAbove = 64 * 1024
  private static let largestFile = 1 << 20

  /// The last good record of each kind.
  public private(set) var records: [[UInt8]]
  /// What was wrong with the file and what was done about it, for people; nil = nothing.
  public let repair: Text?
  private let path: [UInt8]
  private let lock: FileDescriptor
  private var size: Int

  /// Opens or makes the journal in `folder` and repairs it if it must be.
  public init(folder: [UInt8]) throws(JournalError) {
    path = folder + Array("/journal".utf8)
    do throws(FileError) { try Files.makeDirectory(folder) } catch { throw .file(error) }
    lock = try Self.lock(folder)
    let file = try Self.contents(of: path)
    let contents = JournalFormat.decode(file)
    (records, size) = (contents.records, file.count)
    repair = contents.badBytes > 0 ? Self.story(contents) : nil
    if file.isEmpty || contents.badBytes > 0 {
      do throws(FileError) { try compact() } catch { throw .file(error) }
    }
  }

  /// Makes `record` durable; its first byte says what it is about.
  ///
  /// When this throws, the file is as it was before, or is repaired at the next start.
  public func append(_ record: [UInt8]) throws(FileError) {
    guard !record.isEmpty, record.count <= JournalFormat.longestRecord else {
      throw .longerThan(JournalFormat.longestRecord)
    }
    records.removeAll { $0.first == record.first }
    records.append(record)
    guard size <= Self.compactAbove, try extend(by: JournalFormat.encode(record)) else {
      return try compact()
    }
  }

  /// False: somebody has taken the file away or changed it, so that it must be written whole.
  private func extend(by bytes: [UInt8]) throws(FileError) -> Bool {
    let raw = ep_open(path.cString, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0)
    guard raw >= 0 else {
      guard Errno.last == .notFound else { throw .failed(.open, .last) }
      return false
    }
    let file = FileDescriptor(taking: raw)
    guard lseek(file.raw, 0, SEEK_END) == size else { return false }
    do throws(Errno) {
      try file.writeAll(bytes)
    } catch {
      ftruncate(file.raw, off_t(size))
      throw .failed(.write, error)
    }
    guard fdatasync(file.raw) == 0 else { throw .failed(.sync, .last) }
    size += bytes.count
    return true
  }

  private func compact() throws(FileError) {
    var bytes = JournalFormat.firstLine
    for record in records { bytes += JournalFormat.encode(record) }
    try Files.replace(path, with: bytes, mode: 0o600)
    size = bytes.count
  }

  private static func contents(of path: [UInt8]) throws(JournalError) -> [UInt8] {
    do throws(FileError) {
      return try Files.read(path, atMost: largestFile)
    } catch {
      switch error {
      case .failed(.open, .notFound): return []
      // Not written by us; nothing in it can be trusted to be the last.
      case .longerThan: return [0]
      case .failed: throw .file(error)
      }
    }
  }

  private static func lock(_ folder: [UInt8]) throws(JournalError) -> FileDescriptor {
    let raw = ep_open(folder.cString, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    guard raw >= 0 else { throw .file(.failed(.open, .last)) }
    let descriptor = FileDescriptor(taking: raw)
    // Some file systems have no locks; then nobody is kept out, as without this call.
    if ep_lock(descriptor.raw) != 0, Errno.last == .again { throw .inUse }
    return descriptor
  }

  private static func story(_ contents: JournalFormat.Contents) -> Text {
    let kept: Text =
      contents.goodRecords == 0
      ? "no good record was left, counts start from zero"
      : "\(contents.goodRecords) good records were kept"
    return "the journal was damaged: \(contents.badBytes) bad bytes were cut, \(kept)"
  }
}
