import Testing

@testable import PacketCryptLite

@Suite struct HotCycleTests {
  @Test func hashVectors_giveTheirResults() throws {
    for vector in try HotVectors.load("hash") {
      if vector["kind"] as? String == "expand" {
        let number = try #require(vector["num"] as? UInt32)
        let out = HotVectors.bytes(vector["out"])
        let seed = HotVectors.bytes(vector["seed"])
        #expect(expand(seed: seed, number: number, count: out.count) == out)
      } else {
        let input = HotVectors.bytes(vector["input"])
        #expect(Blake2b.hash32(input) == HotVectors.bytes(vector["out32"]))
        #expect(Blake2b.hash64(input) == HotVectors.bytes(vector["out64"]))
      }
    }
  }

  @Test func cryptVectors_giveTheirStates() throws {
    for vector in try HotVectors.load("crypt") {
      let cycle = CryptoCycle()
      cycle.mutableBytes.copyBytes(from: HotVectors.bytes(vector["state_in"]))
      if vector["makeFuzzable"] as? Bool == true { cycle.makeFuzzable() }
      cycle.crypt()
      #expect(
        Array(cycle.bytes) == HotVectors.bytes(vector["state_out"]), "\(vector["note"] ?? "")")
    }
  }

  @Test func cycleVectors_giveEveryStep() throws {
    for vector in try HotVectors.load("cryptocycle") {
      let cycle = CryptoCycle()
      for step in try #require(vector["steps"] as? [[String: Any]]) {
        switch step["op"] as? String {
        case "init":
          let nonce = try #require(vector["nonce"] as? UInt64)
          cycle.initialise(seed: HotVectors.bytes(vector["seed"]), nonce: nonce)
        case "update":
          let number = try #require(step["item_number_before_mod_8192"] as? UInt64)
          #expect(cycle.itemNumber(of: 8192) == number)
          HotVectors.bytes(step["item"]).withUnsafeBytes { _ = cycle.update($0) }
        case "smul":
          cycle.multiply()
          #expect(Array(cycle.bytes[64..<96]) == HotVectors.bytes(step["state_64_96"]))
        case "final":
          cycle.finish()
          #expect(Array(cycle.bytes[0..<32]) == HotVectors.bytes(step["state_0_32"]))
        case let other: Issue.record("unknown step \(other ?? "none")")
        }
        let state = HotVectors.bytes(step["state"])
        if !state.isEmpty { #expect(Array(cycle.bytes) == state) }
      }
    }
  }

  @Test func shortItem_isRefused() {
    let cycle = CryptoCycle()
    #expect([UInt8](repeating: 0, count: 1023).withUnsafeBytes { cycle.update($0) } == false)
  }
}
