internal import EdgeTypes

/// The plain header fields of an announcement (packetcrypt.md section 4) that a handler looks at.
struct AnnouncementFields {
  static let size = 1024

  let version: UInt8
  let hardNonce: UInt32
  let workBits: UInt32
  /// Pools read the field as signed.
  let parentHeight: Int32
  let hasContentHash: Bool
  /// Nil: 32 zero bytes, which means unsigned.
  let signingKey: [UInt8]?

  init?(_ announcement: [UInt8]) {
    guard announcement.count == AnnouncementFields.size else { return nil }
    var reader = ByteReader(announcement)
    guard let first = reader.readInteger(UInt32.self), let nonce = reader.readInteger(UInt32.self),
      let bits = reader.readInteger(UInt32.self), let height = reader.readInteger(UInt32.self),
      reader.readBytes(8) != nil, let content = reader.readBytes(32),
      let key = reader.readBytes(32)
    else { return nil }
    version = UInt8(truncatingIfNeeded: first)
    (hardNonce, workBits) = (nonce, bits)
    parentHeight = Int32(bitPattern: height)
    hasContentHash = content.contains { $0 != 0 }
    signingKey = key.contains { $0 != 0 } ? Array(key) : nil
  }
}
