/// Everything that decodes bytes of strangers, each as a function of one input.
///
/// A target traps, or calls `require` with something false, where the program has a fault. The
/// folder Tests/Corpus/NAME holds its inputs.
enum FuzzTarget: String, CaseIterable {
  case uci, http, pool, miner, varlink, messages
  case announcement, block_proof, tree_proof, work_file, payment_address, target

  func run(_ bytes: [UInt8]) {
    switch self {
    case .uci: fuzzUCI(bytes)
    case .http: fuzzHTTP(bytes)
    case .pool: fuzzPool(bytes)
    case .miner: fuzzMiner(bytes)
    case .varlink: fuzzVarlink(bytes)
    case .messages: fuzzMessages(bytes)
    case .announcement: fuzzAnnouncement(bytes)
    case .block_proof: fuzzBlockProof(bytes)
    case .tree_proof: fuzzTreeProof(bytes)
    case .work_file: fuzzWorkFile(bytes)
    case .payment_address: fuzzPaymentAddress(bytes)
    case .target: fuzzTargets(bytes)
    }
  }
}

/// Ends the process if a property does not hold, so that a fuzzer notices.
func require(_ holds: Bool, _ property: StaticString) {
  if !holds { fatalError("\(property)") }
}
