internal import CLinux

/// An open descriptor with exactly one owner; leaving scope closes it.
@frozen public struct FileDescriptor: ~Copyable {
  /// The number, for calls that only borrow the descriptor; whoever keeps it must not outlive it.
  public let raw: Int32
  public init(taking raw: Int32) { self.raw = raw }
  deinit { _ = CLinux.close(raw) }

  /// Gives the number away; the receiver closes it.
  public consuming func release() -> Int32 {
    let raw = raw
    discard self
    return raw
  }

  /// Closes now and reports what the kernel says, which the implicit close cannot.
  public consuming func close() throws(Errno) {
    let result = CLinux.close(raw)
    discard self
    guard result == 0 else { throw .last }
  }

  /// Reads at most `buffer.count` bytes; `0` means end of file.
  public borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    while true {
      let count = CLinux.read(raw, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      let error = Errno.last
      if error != .interrupted { throw error }
    }
  }

  /// Reads to the end of the file, and at most `limit` bytes; one byte more is `tooLarge`.
  public borrowing func readAll(atMost limit: Int) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(max(limit, 0), 65_535) + 1)
    while true {
      let count = CLinux.read(raw, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count > 0 {
        guard bytes.count + count <= limit else { throw .tooLarge }
        bytes.append(contentsOf: chunk[..<count])
      } else if Errno.last != .interrupted {
        throw .last
      }
    }
  }

  /// Writes all of `bytes`; a short write is continued.
  public borrowing func writeAll(_ bytes: [UInt8]) throws(Errno) {
    var offset = 0
    while offset < bytes.count {
      let count = write(bytes, from: offset)
      if count > 0 {
        offset += count
      } else if count == 0 {
        throw .inputOutput
      } else if Errno.last != .interrupted {
        throw .last
      }
    }
  }

  private borrowing func write(_ bytes: [UInt8], from offset: Int) -> Int {
    bytes.withUnsafeBytes { buffer in
      CLinux.write(raw, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
    }
  }
}
