/// One announcement: 1024 bytes, of which the branch and the tail are encrypted
/// (packetcrypt.md section 4).
public struct Announcement: Hashable, Sendable {
  public static let size = 1024
  /// Where the Merkle branch, the root and the tail lie.
  static let branch = 88..<920
  static let root = 920..<984
  static let tail = 984..<1024

  public private(set) var bytes: [UInt8]

  /// Takes 1024 bytes; nil for any other length.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Announcement.size else { return nil }
    self.bytes = Array(bytes)
  }

  /// Puts a found announcement together and encrypts it.
  ///
  /// - Parameters:
  ///   - header: with the soft nonce that was found.
  ///   - branch: 13 siblings of 64 bytes in the tree of table 1, leaf level first.
  ///   - root: the 64-byte root of that tree.
  ///   - state: the 2048-byte CryptoCycle state after `finish`.
  ///
  /// Nil if a length is wrong.
  public init?(
    header: AnnouncementHeader, branch: [UInt8], root: [UInt8], state: UnsafeRawBufferPointer
  ) {
    guard branch.count == Announcement.branch.count, root.count == Announcement.root.count else {
      return nil
    }
    bytes = header.bytes + branch + root + [UInt8](repeating: 0, count: Announcement.tail.count)
    guard applyProofCipher(state: state) else { return nil }
  }

  public var header: AnnouncementHeader { AnnouncementHeader(of: self) }

  /// The 64-byte root of the tree over table 1; never encrypted.
  public var root: ArraySlice<UInt8> { bytes[Announcement.root] }

  /// What duplicates are recognised by and handlers are chosen with (section 14.5).
  public var dedupHash: UInt64 { Blake2b.hash32(bytes).littleEndian64(at: 0) }

  /// The place in a list of `count` handlers that this announcement goes to; nil for an empty list.
  public func handlerIndex(of count: Int) -> Int? {
    guard count > 0 else { return nil }
    return Int(truncatingIfNeeded: dedupHash % UInt64(count))
  }

  /// The announcement with branch and tail in clear, given the state that encrypted them.
  func decrypted(state: UnsafeRawBufferPointer) -> Announcement {
    var clear = self
    _ = clear.applyProofCipher(state: state)
    return clear
  }

  /// Encrypts or decrypts, which is the same (section 4.1); false if `state` is too short.
  private mutating func applyProofCipher(state: UnsafeRawBufferPointer) -> Bool {
    let hidden = Announcement.branch.count
    guard state.count >= hidden + Announcement.tail.count else { return false }
    for (index, offset) in Announcement.branch.enumerated() { bytes[offset] ^= state[index] }
    for (index, offset) in Announcement.tail.enumerated() { bytes[offset] ^= state[hidden + index] }
    return true
  }
}
