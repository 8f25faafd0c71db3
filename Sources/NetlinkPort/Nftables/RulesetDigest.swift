internal import EdgeTypes
internal import NetModel

extension Ruleset {
  /// All rules in the order of their chains.
  var rules: [(chain: [UInt8], steps: [RuleExpression])] {
    chains.flatMap { chain in chain.rules.map { (chain.name, $0.expressions(in: family)) } }
  }

  /// 64 bits over all that rules, sets and quotas say (FNV-1a): equal tables have equal digests.
  var digest: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func take(_ bytes: [UInt8]) {
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    for (chain, steps) in rules {
      var list = AttributeWriter()
      for step in steps { step.write(to: &list) }
      take(chain + list.bytes)
    }
    var list = AttributeWriter()
    for object in objects where object.kind != .counter { object.write(to: &list) }
    for set in sets { set.write(to: &list, number: 0) }
    take(list.bytes)
    return hash
  }

  /// Whether a set that the kernel has can stay with its elements when the rules are replaced.
  ///
  /// One that leads to chains cannot: these are made anew.
  func keeps(_ set: NetlinkAttributes) -> Bool {
    guard var found = NamedSet(set), found.value != .verdict,
      let wanted = sets.first(where: { $0.name == found.name })
    else { return false }
    found.elements = wanted.elements
    return found == wanted
  }

  /// What the kernel must show when it has this table and nothing else.
  var expected: KernelRules {
    let digest = digest
    var kernel = KernelRules()
    kernel.chains = chains.map { Chain($0.name, $0.base) }
    for (number, rule) in rules.enumerated() {
      kernel.rules.append(
        KernelRule(chain: rule.chain, userData: userData(digest, number: number)))
    }
    return kernel
  }
}

/// A rule's user data: type, length, digest of the whole table, number of the rule.
///
/// The type is not one that `nft` writes (a comment is 0), so a rule that anybody edits loses it.
func userData(_ digest: UInt64, number: Int) -> [UInt8] {
  var data = ByteWriter()
  data.write(bytes: [0xED, 10])
  data.write(digest)
  data.write(UInt16(truncatingIfNeeded: number))
  return data.bytes
}
