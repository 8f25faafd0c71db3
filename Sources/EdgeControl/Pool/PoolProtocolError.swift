public import EdgeTypes

/// What a pool sent that it should not have: which member, what was expected, what came.
public struct PoolProtocolError: Error, Equatable, Sendable {
  public let text: Text
  public init(_ text: Text) { self.text = text }
}

/// Bytes from a stranger made fit for a log line and a status page.
public enum Printable {
  /// At most `limit` bytes of `bytes`; what is not printable ASCII becomes a question mark.
  public static func text(_ bytes: some Sequence<UInt8>, limit: Int = 200) -> [UInt8] {
    bytes.prefix(limit).map { ASCII.isPrintable($0) ? $0 : 0x3F }
  }
}
