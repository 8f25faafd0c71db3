import CPacketCrypt
import TestSupport
import Testing

@testable import PacketCryptLite

/// The fast kernels, of every kind that this processor has, against libsodium.
@Suite(.serialized) struct HotKernelTests {
  @Test(arguments: 0...2 as ClosedRange<Int32>) func cryptOfRandomStates_equalsTheReference(
    _ level: Int32
  ) throws {
    pc_limit_kernels(level)
    defer { pc_limit_kernels(2) }
    let states = Count("hot_states")
    var random = SplitMix(state: states.seed &+ 3)
    for _ in 0..<states.count {
      let fast = CryptoCycle()
      let slow = CryptoCycle()
      fill(fast.mutableBytes, from: &random)
      // Every length and every header bit that a caller can have; version and failed mostly 0.
      if random.next() % 16 != 0 { fast.mutableBytes[15] = 0 }
      slow.mutableBytes.copyBytes(from: fast.bytes)
      pc_crypt(fast.mutableBytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
      slow.crypt()
      #expect(fast.bytes.elementsEqual(slow.bytes))
    }
  }

  @Test func cryptVectors_giveTheirStates() throws {
    for vector in try HotVectors.load("crypt") {
      let cycle = CryptoCycle()
      cycle.mutableBytes.copyBytes(from: HotVectors.bytes(vector["state_in"]))
      if vector["makeFuzzable"] as? Bool == true { cycle.makeFuzzable() }
      pc_crypt(cycle.mutableBytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
      #expect(
        Array(cycle.bytes) == HotVectors.bytes(vector["state_out"]), "\(vector["note"] ?? "")")
    }
  }

  @Test(arguments: 0...2 as ClosedRange<Int32>) func hashesOfFourNonces_equalTheReference(
    _ level: Int32
  ) throws {
    pc_limit_kernels(level)
    defer { pc_limit_kernels(2) }
    var random = SplitMix(state: 8)
    let table = UnsafeMutableRawBufferPointer.allocate(byteCount: 8 << 20, alignment: 64)
    defer { table.deallocate() }
    let block = expand(seed: [UInt8](repeating: 2, count: 32), number: 0, count: 1 << 16)
    for start in stride(from: 0, to: table.count, by: block.count) {
      table[start] = UInt8(truncatingIfNeeded: random.next())
      UnsafeMutableRawBufferPointer(rebasing: table[(start + 1)..<(start + block.count)])
        .copyBytes(from: block[1...])
    }
    let items = try #require(table.baseAddress)
    let everything = TargetTest(CompactTarget(0x207F_FFFF))
    var met = 0
    for round in 0..<40 as Range<UInt32> {
      let start = CryptoCycle()
      start.initialise(seed: [UInt8](repeating: UInt8(round), count: 32), nonce: 0)
      let startBytes = try #require(start.bytes.baseAddress)
      let nonces = round * 1000..<round * 1000 + round % 9
      NonceHasher().run(nonces, start: startBytes, table: items, target: everything) {
        (nonce, item, state) in
        met += 1
        let cycle = CryptoCycle()
        let expected = NonceHasher.reference(nonce, start: startBytes, table: items, in: cycle)
        #expect(item == expected)
        #expect(state.elementsEqual(cycle.bytes))
        #expect(nonces.contains(nonce))
      }
    }
    // About half of 150 nonces meet the easiest target.
    #expect((45...110).contains(met))
  }

  @Test(arguments: 0...2 as ClosedRange<Int32>) func expansionOfEveryLength_equalsTheReference(
    _ level: Int32
  ) {
    pc_limit_kernels(level)
    defer { pc_limit_kernels(2) }
    let seed = [UInt8](1...32)
    for length in stride(from: 16, through: 2048, by: 16) {
      var output = [UInt8](repeating: 0xAA, count: length + 16)
      pc_expand(seed, 0xFFFF_FFFE, &output, UInt32(length))
      #expect(Array(output[..<length]) == expand(seed: seed, number: 0xFFFF_FFFE, count: length))
      #expect(output[length...].allSatisfy { $0 == 0xAA })
    }
  }

  @Test(arguments: 0...2 as ClosedRange<Int32>) func fourHashesAtOnce_equalTheReference(
    _ level: Int32
  ) {
    pc_limit_kernels(level)
    defer { pc_limit_kernels(2) }
    var random = SplitMix(state: 3)
    for blocks in 1...20 {
      let messages = (0..<4).map { _ in
        (0..<128 * blocks).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      }
      for size in [32, 64] {
        let results = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
        defer { results.deallocate() }
        let copies = messages.map { message in
          let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: message.count)
          copy.initialize(from: message, count: message.count)
          return copy
        }
        defer { for copy in copies { copy.deallocate() } }
        var inputs: [UnsafePointer<UInt8>?] = copies.map { UnsafePointer($0) }
        var outputs: [UnsafeMutablePointer<UInt8>?] = (0..<4).map { results + 64 * $0 }
        pc_blake2b_of_4(&inputs, blocks, &outputs, UInt32(size))
        for (index, message) in messages.enumerated() {
          let hash = Array(UnsafeBufferPointer(start: results + 64 * index, count: size))
          #expect(hash == (size == 32 ? Blake2b.hash32(message) : Blake2b.hash64(message)))
        }
      }
    }
  }

  private func fill(_ bytes: UnsafeMutableRawBufferPointer, from random: inout SplitMix) {
    for offset in stride(from: 0, to: bytes.count, by: 8) {
      bytes.storeBytes(of: random.next(), toByteOffset: offset, as: UInt64.self)
    }
  }
}
