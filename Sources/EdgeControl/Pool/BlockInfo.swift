internal import EdgeTypes

/// What a pool says about one block (packetcrypt.md 14.2).
public struct BlockInfo: Equatable, Sendable {
  /// No longer answer is read, in bytes.
  public static let maximumBytes = 4 * 1024

  /// Display order, like `previousHash`.
  public var hash: [UInt8]
  public var height: Int32
  public var previousHash: [UInt8]
  /// The key that announcements with this parent must name; nil = unsigned.
  public var signingKey: [UInt8]?

  public init(hash: [UInt8], height: Int32, previousHash: [UInt8], signingKey: [UInt8]? = nil) {
    (self.hash, self.height) = (hash, height)
    (self.previousHash, self.signingKey) = (previousHash, signingKey)
  }

  public init(decoding bytes: [UInt8]) throws(PoolProtocolError) {
    let answer = try JSONObjectReader(parsing: bytes, limit: Self.maximumBytes)
    let header = try JSONObjectReader(answer.optional("header"), named: "header", prefix: "header.")
    hash = try header.hex("hash", count: 32)
    height = try header.integer("height", in: 0...Int32.max)
    previousHash = try header.hex("previousblockhash", count: 32)
    for name in ["version", "time", "nonce"] as [StaticString] {
      _ = try header.integer(name, in: 0...UInt32.max)
    }
    for name in ["versionHex", "bits"] as [StaticString] { _ = try header.hex(name, count: 4) }
    _ = try header.hex("merkleroot", count: 32)
    try header.number("difficulty")
    signingKey = try answer.optionalHex("sigKey", count: 32)
  }
}
