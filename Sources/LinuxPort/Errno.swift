internal import CLinux
public import EdgeTypes

/// A kernel error number, as a value that can be compared and logged.
public struct Errno: Error, Hashable, Sendable {
  public let code: Int32
  public init(code: Int32) { self.code = code }

  /// What the C call just made left behind; read it before any other call.
  public static var last: Errno { Errno(code: ep_errno()) }
  public static var interrupted: Errno { Errno(code: EINTR) }
  public static var again: Errno { Errno(code: EAGAIN) }
  public static var notFound: Errno { Errno(code: ENOENT) }
  public static var exists: Errno { Errno(code: EEXIST) }
  public static var notPermitted: Errno { Errno(code: EPERM) }
  public static var accessDenied: Errno { Errno(code: EACCES) }
  public static var noSpace: Errno { Errno(code: ENOSPC) }
  public static var readOnlyFileSystem: Errno { Errno(code: EROFS) }
  public static var inputOutput: Errno { Errno(code: EIO) }
  public static var tooLarge: Errno { Errno(code: EFBIG) }
  public static var connectionRefused: Errno { Errno(code: ECONNREFUSED) }
  public static var connectionReset: Errno { Errno(code: ECONNRESET) }
  public static var brokenPipe: Errno { Errno(code: EPIPE) }
  public static var timedOut: Errno { Errno(code: ETIMEDOUT) }
  public static var invalidArgument: Errno { Errno(code: EINVAL) }
  public static var outOfMemory: Errno { Errno(code: ENOMEM) }
  public static var unsupported: Errno { Errno(code: ENOSYS) }

  /// The kernel's words for it in English, such as "No such file or directory".
  public var text: Text {
    guard let words = ep_error_text(code) else { return "error \(code)" }
    return Text(UnsafeRawBufferPointer(start: words, count: strlen(words)))
  }
}
