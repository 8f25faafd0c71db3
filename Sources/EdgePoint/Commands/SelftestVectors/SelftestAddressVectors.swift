internal import EdgeTypes
internal import JSON
internal import PacketCryptLite

/// `addresses.json`: what a miner should mine for.
enum AddressVectors {
  static func check(_ vector: JSONValue) throws(VectorProblem) {
    let address = try vector.text("address")
    let verdict = PaymentAddress.check(address)
    guard (verdict == .ok) == (try vector.flag("miner_should_accept")) else {
      throw VectorProblem("address '\(address)': \(verdict.text)")
    }
  }
}
