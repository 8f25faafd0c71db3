public import EdgeTypes
internal import LinuxPort

/// Why the kernel did not do what was asked.
public enum NetlinkError: Error, Equatable, Sendable {
  /// The socket could not be opened or bound; the kernel's error number.
  case unavailable(Int32)
  /// The kernel refused the request: its error number, and what it says beside it.
  case refused(Int32, KernelExplanation? = nil)
  /// Messages were lost (ENOBUFS): the state must be read again.
  case overrun
  /// Each of so many dumps met a change on its way.
  case changedDuringDump(attempts: Int)

  /// The kernel's words are left out: they differ from version to version, the number does not.
  public static func == (left: NetlinkError, right: NetlinkError) -> Bool {
    switch (left, right) {
    case (.unavailable(let one), .unavailable(let other)): one == other
    case (.refused(let one, _), .refused(let other, _)): one == other
    case (.overrun, .overrun): true
    case (.changedDuringDump(let one), .changedDuringDump(let other)): one == other
    case (.unavailable, _), (.refused, _), (.overrun, _), (.changedDuringDump, _): false
    }
  }

  /// For a person.
  public var text: Text {
    switch self {
    case .unavailable(let code): "no netlink socket: \(Errno(code: code).text)"
    case .refused(let code, nil): "the kernel refuses: \(Errno(code: code).text)"
    case .refused(let code, let explanation?):
      "the kernel refuses: \(Errno(code: code).text) (\(explanation.text))"
    case .overrun: "the kernel has sent more events than were read"
    case .changedDuringDump(let attempts):
      "the kernel's state changed each of \(attempts) times that it was read"
    }
  }
}
