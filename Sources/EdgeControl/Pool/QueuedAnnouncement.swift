internal import EdgeTypes

/// What to mine: the part of a mining request that a pool decides (packetcrypt.md 12.1).
public struct PoolWork: Equatable, Sendable {
  public var target: UInt32
  public var parentHeight: UInt32
  /// Internal order.
  public var parentHash: [UInt8]
  /// 32 bytes; zeros = unsigned.
  public var signingKey: [UInt8]

  public init(target: UInt32, parentHeight: UInt32, parentHash: [UInt8], signingKey: [UInt8]) {
    (self.target, self.parentHeight) = (target, parentHeight)
    (self.parentHash, self.signingKey) = (parentHash, signingKey)
  }
}

/// A finished announcement: stored once, shared by the queues of every pool.
public final class QueuedAnnouncement: Sendable {
  public static let size = 1024

  public let bytes: [UInt8]
  /// The first eight bytes of the BLAKE2b-256 of all bytes, little-endian (packetcrypt.md 14.5).
  public let dedupHash: UInt64
  public let parentHeight: UInt32
  public let workBits: UInt32
  /// Internal order, from the work it was mined for; the bytes only commit to it.
  public let parentHash: [UInt8]

  /// Nil unless there are exactly 1,024 bytes.
  public init?(bytes: [UInt8], dedupHash: UInt64, parentHash: [UInt8]) {
    guard bytes.count == Self.size else { return nil }
    var header = ByteReader(bytes[8..<16])
    guard let bits = header.readInteger(UInt32.self), let height = header.readInteger(UInt32.self)
    else { return nil }
    (self.bytes, self.dedupHash, self.parentHash) = (bytes, dedupHash, parentHash)
    (workBits, parentHeight) = (bits, height)
  }

  var signingKey: ArraySlice<UInt8> { bytes[56..<88] }
}
