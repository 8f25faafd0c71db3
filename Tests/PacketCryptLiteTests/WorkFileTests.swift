import EdgeTypes
import JSON
import PacketCryptLite
import Testing

@Suite struct WorkFileTests {
  private static func sample() throws -> [UInt8] {
    let samples = try JSONValue.parse(
      Vectors.contents(of: .poolSamples), limits: JSONLimits(bytes: 1 << 20))
    return try samples.field("work_bin").bytes("hex")
  }

  @Test func everyPrefix_isShorterOrAnotherBranch() throws {
    let bytes = try Self.sample()
    let whole = try WorkFile(bytes)
    for count in 0..<bytes.count {
      let prefix = Array(bytes[..<count])
      let fixed = 128 + whole.coinbase.count
      guard count >= fixed else {
        #expect(throws: WorkFile.Failure.tooShort(size: count, needed: count < 128 ? 128 : fixed)) {
          try WorkFile(prefix)
        }
        continue
      }
      guard (count - fixed) % 32 == 0 else {
        #expect(throws: WorkFile.Failure.raggedBranch(size: count - fixed)) {
          try WorkFile(prefix)
        }
        continue
      }
      #expect(try WorkFile(prefix).merkleBranch.count == (count - fixed) / 32)
    }
  }

  @Test func hugeCoinbaseLength_isTooShort() throws {
    var bytes = try Self.sample()
    bytes.replaceSubrange(124..<128, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(throws: WorkFile.Failure.tooShort(size: bytes.count, needed: 128 + 0xFFFF_FFFF)) {
      try WorkFile(bytes)
    }
  }

  @Test func failures_sayWhatIsExpected() {
    #expect(
      WorkFile.Failure.tooShort(size: 5, needed: 128).text
        == "work file has 5 bytes, expected at least 128")
    #expect(
      WorkFile.Failure.raggedBranch(size: 33).text
        == "Merkle branch has 33 bytes, expected a multiple of 32")
  }
}
