internal import CLinux
public import EdgeTypes

/// Standard output or error, written with write(2): buffered output would be lost in a trap.
public struct StandardStream: Sendable {
  private let descriptor: Int32
  public static let output = StandardStream(descriptor: 1)
  public static let error = StandardStream(descriptor: 2)

  /// Writes all of `text`; a reader that went away is not our problem.
  public func write(_ text: Text) {
    text.bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let count = CLinux.write(
          descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
        if count < 0, ep_errno() == EINTR { continue }
        guard count > 0 else { return }
        offset += count
      }
    }
  }
}
