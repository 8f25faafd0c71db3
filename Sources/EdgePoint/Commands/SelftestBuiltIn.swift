internal import EdgeTypes
internal import LinuxPort
internal import PacketCryptLite

/// The results of packetcrypt.md appendix D: enough to know that this processor computes right.
enum SelftestBuiltIn {
  private static let zeros = [UInt8](repeating: 0, count: 32)

  /// Prints a line for each check that fails.
  static func run() -> (passed: Int, failed: Int) {
    var (passed, failed) = (0, 0)
    for (name, holds) in [
      ("seed expansion", checkExpansion()), ("BLAKE2b", checkHashes()),
      ("program generation", checkProgram()), ("item 0", checkItem(0, firstItem)),
      ("item 5000", checkItem(5000, laterItem)), ("CryptoCycle", checkCycle()),
    ] as [(StaticString, Bool)] {
      if holds {
        passed += 1
      } else {
        failed += 1
        StandardStream.output.write("\(name): wrong result\n")
      }
    }
    return (passed, failed)
  }

  private static let firstItem: StaticString =
    "4ba169f6345ebbe4ba83572c672393818009636bb59007f9f253283912374f0a"
  private static let laterItem: StaticString =
    "8895bf226ed56676583de485423b78ad1d8c3c8e7fee9c46972f40d8aa80620e"

  private static func checkExpansion() -> Bool {
    matches(expand(seed: zeros, number: 0, count: 16), "07fbf13f95119532b19304c71102fe92")
      && matches(expand(seed: zeros, number: 1, count: 16), "26b235b38668496f3010e06b3668eece")
  }

  private static func checkHashes() -> Bool {
    matches(Blake2b.hash64([UInt8]()).prefix(16), "786a02f742015903c6c6fd852552d272")
      && matches(Blake2b.hash32([UInt8]()).prefix(16), "0e5751c026e543b2e8ab2eb06099daa1")
  }

  private static func checkProgram() -> Bool {
    guard let program = randGen(seed: zeros) else { return false }
    let first: [UInt32] = [
      0x0040_0042, 0x0493_A341, 0x0493_B741, 0x0493_A541, 0xDF29_D540, 0xE010_3040, 0x0040_0A1C,
      0x0030_063F,
    ]
    return program.count == 200 && program.starts(with: first) && program.last == 0x46
  }

  private static func checkItem(_ number: UInt64, _ wanted: StaticString) -> Bool {
    guard let program = Program(seed: zeros),
      let item = makeItem(number: number, itemSeed: zeros, program: program)
    else { return false }
    return matches(Blake2b.hash32(item), wanted)
  }

  private static func checkCycle() -> Bool {
    let state = CryptoCycle()
    state.initialise(seed: zeros, nonce: 7)
    guard matches(state.bytes[..<16], "0700000000000000b19304c72b556100") else { return false }
    [UInt8](repeating: 0, count: CryptoCycle.itemSize).withUnsafeBytes { _ = state.update($0) }
    guard matches(state.bytes[16..<32], "be4cb9ecfc125b23db6acd6fd0b080f6"),
      state.itemNumber(of: 8192) == 3262
    else { return false }
    state.finish()
    return matches(
      state.bytes[..<32], "bf830540b801fa3ad651e4ac9357b30b0bae13302eedfa76eea89a1320317eb4")
  }

  private static func matches(_ bytes: some Sequence<UInt8>, _ hex: StaticString) -> Bool {
    Hex.encode(bytes) == Text(hex).bytes
  }
}
