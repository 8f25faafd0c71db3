internal import CLinux
public import EdgeTypes

/// Which step on a file the kernel refused.
public enum FileStep: UInt8, Sendable {
  case open, read, write, sync, rename, create, remove

  var verb: StaticString {
    switch self {
    case .open: "open"
    case .read: "read"
    case .write: "write"
    case .sync: "flush"
    case .rename: "rename"
    case .create: "create"
    case .remove: "remove"
    }
  }
}

/// Why a file operation failed.
public enum FileError: Error, Equatable, Sendable {
  case failed(FileStep, Errno)
  /// The file holds more than the given number of bytes.
  case longerThan(Int)

  /// For a log line or message: "cannot open: No such file or directory".
  public var text: Text {
    switch self {
    case .failed(let step, let error): "cannot \(step.verb): \(error.text)"
    case .longerThan(let limit): "longer than the \(limit) bytes expected"
    }
  }
}

/// Whole files; paths are bytes, as the kernel sees them.
public enum Files {
  /// The contents of `path`, at most `limit` bytes.
  public static func read(_ path: [UInt8], atMost limit: Int) throws(FileError) -> [UInt8] {
    let raw = ep_open(path.cString, O_RDONLY | O_CLOEXEC | O_NOCTTY, 0)
    guard raw >= 0 else { throw .failed(.open, .last) }
    let file = FileDescriptor(taking: raw)
    do throws(Errno) {
      return try file.readAll(atMost: limit)
    } catch {
      throw error == .tooLarge ? .longerThan(limit) : .failed(.read, error)
    }
  }

  /// Replaces `path` by `bytes` such that a power cut leaves either the old or the new contents:
  /// a temporary file beside it, fsync, rename, fsync of the directory.
  public static func replace(
    _ path: [UInt8], with bytes: [UInt8], mode: UInt32 = 0o644
  ) throws(FileError) {
    let temporary = path + Array(".new".utf8)
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    let raw = ep_open(temporary.cString, flags, mode)
    guard raw >= 0 else { throw .failed(.create, .last) }
    do throws(FileError) {
      try fill(FileDescriptor(taking: raw), bytes)
      guard rename(temporary.cString, path.cString) == 0 else { throw .failed(.rename, .last) }
    } catch {
      unlink(temporary.cString)
      throw error
    }
    try syncDirectory(holding: path)
  }

  private static func fill(
    _ file: consuming FileDescriptor, _ bytes: [UInt8]
  ) throws(FileError) {
    do throws(Errno) { try file.writeAll(bytes) } catch { throw .failed(.write, error) }
    guard fsync(file.raw) == 0 else { throw .failed(.sync, .last) }
    do throws(Errno) { try file.close() } catch { throw .failed(.write, error) }
  }

  /// Makes a rename or a new name in the directory that holds `path` durable.
  public static func syncDirectory(holding path: [UInt8]) throws(FileError) {
    let raw = ep_open(directory(of: path).cString, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    guard raw >= 0 else { throw .failed(.sync, .last) }
    let directory = FileDescriptor(taking: raw)
    // EINVAL: this file system cannot sync a directory (vfat, some FUSE), so nothing is lost.
    guard fsync(directory.raw) == 0 || ep_errno() == EINVAL else { throw .failed(.sync, .last) }
  }

  /// Makes `path` and what is missing above it; existing directories are left as they are.
  public static func makeDirectory(_ path: [UInt8], mode: UInt32 = 0o755) throws(FileError) {
    if mkdir(path.cString, mode) == 0 { return }
    let error = Errno.last
    if error == .exists, isDirectory(path) { return }
    let above = directory(of: path)
    guard error == .notFound, above != path, above.count > 1 else { throw .failed(.create, error) }
    try makeDirectory(above, mode: mode)
    guard mkdir(path.cString, mode) == 0 else { throw .failed(.create, .last) }
  }

  public static func isDirectory(_ path: [UInt8]) -> Bool {
    var facts = stat()
    return stat(path.cString, &facts) == 0 && facts.st_mode & UInt32(S_IFMT) == UInt32(S_IFDIR)
  }

  public static func exists(_ path: [UInt8]) -> Bool { access(path.cString, F_OK) == 0 }

  /// Removes the file; one that is not there is as good as removed.
  public static func remove(_ path: [UInt8]) throws(FileError) {
    guard unlink(path.cString) == 0 || ep_errno() == ENOENT else { throw .failed(.remove, .last) }
  }

  /// What is before the last slash: "." without one, "/" for the root.
  public static func directory(of path: [UInt8]) -> [UInt8] {
    guard let slash = path.lastIndex(of: 0x2F) else { return [0x2E] }
    return slash == 0 ? [0x2F] : Array(path[..<slash])
  }
}

extension [UInt8] {
  /// The bytes with the NUL that C expects; a NUL inside ends the C string early.
  var cString: [CChar] {
    var text: [CChar] = []
    text.reserveCapacity(count + 1)
    for byte in self { text.append(CChar(bitPattern: byte)) }
    text.append(0)
    return text
  }
}
