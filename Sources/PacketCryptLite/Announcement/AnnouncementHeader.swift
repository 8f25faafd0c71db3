/// The first 88 bytes of an announcement (packetcrypt.md section 4).
public struct AnnouncementHeader: Hashable, Sendable {
  public static let size = 88

  /// The header as it is hashed and sent.
  public private(set) var bytes: [UInt8]

  /// Takes 88 bytes; nil for any other length.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == AnnouncementHeader.size else { return nil }
    self.bytes = Array(bytes)
  }

  init(of announcement: Announcement) {
    bytes = Array(announcement.bytes[..<AnnouncementHeader.size])
  }

  /// A version 1 header without content, as pools want it; nil unless `signingKey` has 32 bytes.
  ///
  /// - Parameter signingKey: 32 zero bytes for an unsigned announcement.
  public init?(
    hardNonce: UInt32, workBits: CompactTarget, parentHeight: UInt32, signingKey: [UInt8]
  ) {
    guard signingKey.count == 32 else { return nil }
    bytes = [UInt8](repeating: 0, count: 56) + signingKey
    bytes[0] = 1
    bytes.store(hardNonce, at: 4)
    bytes.store(workBits.bits, at: 8)
    bytes.store(parentHeight, at: 12)
  }

  public var version: UInt8 { bytes[0] }

  /// 24 bits; the only field that the job's hashes do not cover.
  public var softNonce: UInt32 {
    get { bytes.littleEndian32(at: 0) >> 8 }
    set { bytes.store(newValue << 8 | UInt32(version), at: 0) }
  }

  public var hardNonce: UInt32 {
    get { bytes.littleEndian32(at: 4) }
    set { bytes.store(newValue, at: 4) }
  }

  public var workBits: CompactTarget { CompactTarget(bytes.littleEndian32(at: 8)) }

  /// The height of the parent block; pools read it as a signed number.
  public var parentHeight: UInt32 { bytes.littleEndian32(at: 12) }
  public var contentType: UInt32 { bytes.littleEndian32(at: 16) }
  public var contentLength: UInt32 { bytes.littleEndian32(at: 20) }
  /// 32 bytes.
  public var contentHash: ArraySlice<UInt8> { bytes[24..<56] }
  /// An Ed25519 public key of 32 bytes, or zeros.
  public var signingKey: ArraySlice<UInt8> { bytes[56..<88] }
  public var isSigned: Bool { signingKey.contains { $0 != 0 } }

  /// The header that the job's hashes cover: this one with soft nonce zero.
  public var withoutSoftNonce: AnnouncementHeader {
    var header = self
    header.softNonce = 0
    return header
  }
}
