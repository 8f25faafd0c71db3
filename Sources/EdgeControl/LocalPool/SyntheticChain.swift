internal import EdgeTypes

/// One block of the made-up chain.
public struct SyntheticBlock: Equatable, Sendable {
  public let height: UInt32
  /// Internal byte order; documents show it reversed.
  public let hash: [UInt8]
  public let previousHash: [UInt8]
  public let merkleRoot: [UInt8]
  /// Nil: announcements on this block are unsigned.
  public let signingKey: [UInt8]?
  /// Seconds since 1970.
  public let time: UInt32
}

/// A chain that never was mined: each block follows from the seed and its height alone.
///
/// Two pools with the same seed and epoch therefore agree on every block without talking.
public struct SyntheticChain {
  private let settings: LocalPoolSettings
  private let hash32: ([UInt8]) -> [UInt8]
  /// Another number is another chain of the same heights; what a reorganisation shows.
  public var branch: UInt32 = 0

  public init(settings: LocalPoolSettings, hash32: @escaping ([UInt8]) -> [UInt8]) {
    (self.settings, self.hash32) = (settings, hash32)
  }

  /// The height of the newest block at `now`, in milliseconds since 1970.
  public func tipHeight(at now: UInt64) -> UInt32 {
    let age = now > settings.epochMilliseconds ? now - settings.epochMilliseconds : 0
    let blocks = age / (UInt64(max(1, settings.blockSeconds)) * 1000)
    return UInt32(clamping: min(UInt64(settings.startHeight) &+ blocks, UInt64(Int32.max - 1)))
  }

  public func block(at height: UInt32) -> SyntheticBlock {
    let key = settings.signed ? digest("signing key", height) : nil
    return SyntheticBlock(
      height: height, hash: digest("block", height), previousHash: digest("block", height &- 1),
      merkleRoot: digest("merkle root", height), signingKey: key, time: time(at: height))
  }

  /// The block with this hash among the `depth` newest up to `top`.
  public func block(hash: [UInt8], top: UInt32, depth: UInt32) -> SyntheticBlock? {
    for below in 0..<min(depth, top) where digest("block", top - below) == hash {
      return block(at: top - below)
    }
    return nil
  }

  private func time(at height: UInt32) -> UInt32 {
    let epoch = Int64(clamping: settings.epochMilliseconds / 1000)
    let later = (Int64(height) - Int64(settings.startHeight)) * Int64(settings.blockSeconds)
    return UInt32(clamping: epoch &+ later)
  }

  private func digest(_ purpose: StaticString, _ height: UInt32) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(bytes: Text(purpose).bytes)
    writer.write(settings.seed)
    writer.write(height)
    writer.write(branch)
    return hash32(writer.bytes)
  }
}
