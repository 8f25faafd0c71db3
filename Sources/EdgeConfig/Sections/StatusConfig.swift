internal import EdgeTypes
internal import UCI

/// Where the status is served.
public struct StatusConfig: Equatable, Sendable {
  public var socket: [UInt8] = Array("/run/edgepoint/edgepoint.sock".utf8)
  public init() {}
}

extension SectionType {
  static var status: SectionType { SectionType("status") { $0.config.status.read(&$1) } }
}

extension StatusConfig {
  fileprivate mutating func read(_ reader: inout SectionReader) {
    // sun_path holds 108 bytes with its end mark (linux/un.h).
    reader.read(
      "socket", .path(limit: 107), into: &socket, default: "`/run/edgepoint/edgepoint.sock`",
      help: "where the status is served")
  }
}
