/// What the process says to its caller; the values of sysexits.h (architecture section 5).
struct ExitCode: Equatable {
  let rawValue: Int32
  static let ok = ExitCode(rawValue: 0)
  /// `validate` found an invalid announcement, `selftest` a failing vector.
  static let failed = ExitCode(rawValue: 1)
  static let usage = ExitCode(rawValue: 64)
  static let badData = ExitCode(rawValue: 65)
  /// The kernel lacks a feature without which nothing useful remains.
  static let unavailable = ExitCode(rawValue: 69)
  static let software = ExitCode(rawValue: 70)
  static let osError = ExitCode(rawValue: 71)
  static let inputOutput = ExitCode(rawValue: 74)
  static let permission = ExitCode(rawValue: 77)
  static let config = ExitCode(rawValue: 78)
}
