import EdgeTypes
import JSON
import PacketCryptLite
import Testing

@Suite struct AnnouncementTests {
  /// A valid announcement of the vectors and its parent hash.
  private static func valid() throws -> (bytes: [UInt8], parentHash: [UInt8]) {
    let vector = try #require(try Vectors.list(.validateValid).first)
    return (try vector.bytes("announcement"), try vector.bytes("parent_hash"))
  }

  /// Split so that the runner can spread the 8,192 checks; there is no bit that nothing commits to.
  @Test(arguments: 0..<16)
  func anyBitFlipped_isRefused(_ part: Int) throws {
    let (bytes, parentHash) = try Self.valid()
    for offset in part * 64..<(part + 1) * 64 {
      for bit in 0..<8 {
        var changed = bytes
        changed[offset] ^= 1 << UInt8(bit)
        let check = try #require(Announcement(changed)).check(parentHash: parentHash)
        let expected: [AnnouncementVerdict] =
          switch offset {
          case 0: [.invalidItem4, .unsupported]
          case 1...3: [.invalidItem4, .softNonceHigh]
          case 8...11: [.invalidItem4, .softNonceHigh, .insufficientWork]
          case 88..<920: [.invalid]
          default: [.invalidItem4]
          }
        #expect(expected.contains(check.verdict), "bit \(bit) of byte \(offset)")
      }
    }
  }

  @Test func versionZero_isUnsupported() throws {
    var (bytes, parentHash) = try Self.valid()
    bytes[0] = 0
    let check = try #require(Announcement(bytes)).check(parentHash: parentHash)
    #expect(check.verdict == .unsupported)
    #expect(check.workHash == nil)
  }

  @Test(
    arguments: [
      0, 0x2000_0000, 0x1D00_0000, 0xFF00_0000, 0x2080_0001, 0x0480_0001, 0x2100_0001, 0xFFFF_FFFF,
    ] as [UInt32])
  func workBitsOutsideTheRules_areInsufficientWork(_ bits: UInt32) throws {
    var (bytes, parentHash) = try Self.valid()
    for index in 0..<4 { bytes[8 + index] = UInt8(truncatingIfNeeded: bits >> UInt32(index * 8)) }
    let check = try #require(Announcement(bytes)).check(parentHash: parentHash)
    #expect(check.verdict == .insufficientWork)
  }

  @Test func parentHashOfAnotherLength_isRefused() throws {
    let (bytes, parentHash) = try Self.valid()
    let announcement = try #require(Announcement(bytes))
    for count in [0, 1, 31, 33] {
      let hash = Array((parentHash + parentHash).prefix(count))
      #expect(announcement.check(parentHash: hash).verdict != .ok)
    }
    #expect(announcement.check(parentHash: parentHash).verdict == .ok)
  }

  @Test func everyPrefix_isNotAnAnnouncement() throws {
    let (bytes, _) = try Self.valid()
    for count in 0..<1024 { #expect(Announcement(bytes[..<count]) == nil) }
    #expect(Announcement(bytes + [0]) == nil)
    for count in 0..<200 where count != 88 {
      #expect(AnnouncementHeader(bytes[..<count]) == nil)
    }
  }

  @Test func header_keepsWhatItWasMadeOf() throws {
    let key = [UInt8](1...32)
    var header = try #require(
      AnnouncementHeader(
        hardNonce: 0xAABB_CCDD, workBits: CompactTarget(0x2000_0FFF), parentHeight: 77,
        signingKey: key))
    header.softNonce = 0x12_3456
    #expect(header.bytes.prefix(8) == [1, 0x56, 0x34, 0x12, 0xDD, 0xCC, 0xBB, 0xAA])
    #expect(header.version == 1)
    #expect(header.softNonce == 0x12_3456)
    #expect(header.hardNonce == 0xAABB_CCDD)
    #expect(header.workBits.bits == 0x2000_0FFF)
    #expect(header.parentHeight == 77)
    #expect(header.contentType == 0 && header.contentLength == 0)
    #expect(header.contentHash.allSatisfy { $0 == 0 })
    #expect(header.signingKey.elementsEqual(key))
    #expect(header.isSigned)
    #expect(header.withoutSoftNonce.softNonce == 0)
    #expect(
      AnnouncementHeader(
        hardNonce: 0, workBits: .maximum, parentHeight: 0, signingKey: [1, 2, 3]) == nil)
  }

  @Test func handler_isChosenByTheDedupHash() throws {
    let announcement = try #require(Announcement([UInt8](repeating: 7, count: 1024)))
    #expect(announcement.handlerIndex(of: 0) == nil)
    #expect(announcement.handlerIndex(of: -1) == nil)
    #expect(announcement.handlerIndex(of: 1) == 0)
    let index = try #require(announcement.handlerIndex(of: 10))
    #expect(UInt64(index) == announcement.dedupHash % 10)
  }

  @Test func partsOfAnotherLength_giveNoAnnouncement() throws {
    let header = try #require(AnnouncementHeader([UInt8](repeating: 1, count: 88)))
    let (branch, root) = ([UInt8](repeating: 2, count: 832), [UInt8](repeating: 3, count: 64))
    let state = [UInt8](repeating: 4, count: 2048)
    state.withUnsafeBytes { state in
      func make(_ branch: [UInt8], _ root: [UInt8], _ length: Int) -> Announcement? {
        Announcement(
          header: header, branch: branch, root: root,
          state: UnsafeRawBufferPointer(rebasing: state[..<length]))
      }
      #expect(make(branch, root, 2048) != nil)
      #expect(make(branch + [0], root, 2048) == nil)
      #expect(make(branch, [], 2048) == nil)
      #expect(make(branch, root, 871) == nil)
    }
  }

  @Test func everyVerdict_hasItsOwnName() {
    let names = Set(AnnouncementVerdict.allCases.map { Text($0.name).bytes })
    #expect(names.count == AnnouncementVerdict.allCases.count)
  }
}
