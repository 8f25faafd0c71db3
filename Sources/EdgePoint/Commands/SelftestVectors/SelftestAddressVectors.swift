internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `addresses.json`: what a miner should mine for, a handler takes and a pool credits.
enum AddressVectors {
  static func check(_ vector: JSONValue) throws(VectorProblem) {
    let address = try vector.text("address")
    let verdict = PaymentAddress.check(address)
    guard (verdict == .ok) == (try vector.flag("miner_should_accept")) else {
      throw VectorProblem("address '\(address)': \(verdict.text)")
    }
    try expect(
      PaymentAddress.isTakenByHandlers(address) == (try vector.flag("handler_accepts")),
      "whether handlers take it")
    try expect(
      PaymentAddress.isCredited(address) == (try vector.flag("pool_accounting_accepts")),
      "whether pools credit it")
  }
}
