internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `cryptocycle.json` and `crypt.json`.
enum CycleVectors {
  /// Steps that are applied in order to one state.
  static func checkSteps(_ vector: JSONValue) throws(VectorProblem) {
    let state = CryptoCycle()
    let seed = try vector.bytes("seed")
    let nonce: UInt64 = try vector.integer("nonce")
    for step in try vector.list("steps") {
      switch Text(try step.text("op")) {
      case "init":
        state.initialise(seed: seed, nonce: nonce)
        try expect(state.bytes, try step.bytes("state"), "state after init")
      case "update":
        let number: UInt64 = try step.integer("item_number_before_mod_8192")
        try expect(state.itemNumber(of: 8192), number, "item number")
        let item = try step.bytes("item")
        try expect(item.withUnsafeBytes { state.update($0) }, "member 'item' is too short")
        try expect(state.bytes, try step.bytes("state"), "state after update")
      case "smul":
        state.multiply()
        try expect(state.bytes[64..<96], try step.bytes("state_64_96"), "bytes 64 to 95 after smul")
      case "final":
        let rest = Array(state.bytes[32...])
        state.finish()
        try expect(state.bytes[..<32], try step.bytes("state_0_32"), "bytes 0 to 31 after final")
        try expect(state.bytes[32...], rest, "bytes from 32 on after final")
      case let name: throw VectorProblem("unknown step '\(name)'")
      }
    }
  }

  /// One crypt on a given state.
  static func checkCrypt(_ vector: JSONValue) throws(VectorProblem) {
    let input = try vector.bytes("state_in")
    try expect(input.count == CryptoCycle.size, "member 'state_in' is not 2048 bytes")
    let state = CryptoCycle()
    state.mutableBytes.copyBytes(from: input)
    if try vector.flag("makeFuzzable") {
      state.makeFuzzable()
      let word = state.bytes[12..<16].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      try expect(word, try vector.word("header_word_after_makeFuzzable"), "header word")
    }
    state.crypt()
    try expect(state.bytes, try vector.bytes("state_out"), "state after crypt")
  }
}
