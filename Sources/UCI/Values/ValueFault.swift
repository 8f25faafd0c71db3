public import EdgeTypes

/// Why a value does not say what its option needs.
public struct ValueFault: Error, Equatable, Sendable {
  /// Follows the quoted value: "is not a rate".
  public let what: Text
  public let expected: Text
  public let nearest: [UInt8]?

  public init(_ what: Text, expected: Text, nearest: [UInt8]? = nil) {
    (self.what, self.expected, self.nearest) = (what, expected, nearest)
  }
}
