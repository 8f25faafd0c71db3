public import NetModel

extension NftablesSocket {
  /// What a table says, as far as ours can say it.
  ///
  /// Elements of sets are those of this moment, with the times that they were given.
  /// - Returns: nil if there is no such table, or if something in it has no word here.
  public func read(
    _ family: TableFamily, _ name: [UInt8]
  ) throws(NetlinkError) -> Ruleset? {
    var ruleset = Ruleset(family, name)
    let chains = try dump(.getChain, of: ruleset)
    for reply in chains where reply.chainName(of: name) != nil {
      guard let chain = reply.chain(of: name) else { return nil }
      ruleset.chains.append(chain)
    }
    guard try readObjects(&ruleset), try readSets(&ruleset), try readRules(&ruleset) else {
      return nil
    }
    let isEmpty = ruleset.chains.isEmpty && ruleset.objects.isEmpty && ruleset.sets.isEmpty
    return isEmpty ? nil : ruleset
  }

  private func readObjects(_ ruleset: inout Ruleset) throws(NetlinkError) -> Bool {
    for reply in try dump(.getObject, of: ruleset) {
      guard let attributes = reply.attributes(of: .newObject), attributes.isOf(ruleset.name)
      else { continue }
      guard let object = NamedObject(attributes) else { return false }
      ruleset.objects.append(object)
    }
    return true
  }

  private func readSets(_ ruleset: inout Ruleset) throws(NetlinkError) -> Bool {
    for reply in try dump(.getSet, of: ruleset) {
      guard let attributes = reply.attributes(of: .newSet), attributes.isOf(ruleset.name)
      else { continue }
      guard var set = NamedSet(attributes) else { return false }
      for reply in try dump(.getElements, of: ruleset, set: set.name) {
        guard let list = reply.attributes(of: .newElements)?.nest(3) else { continue }
        for (_, value) in list.list {
          guard let element = SetElement(NetlinkAttributes(value), type: set.key) else {
            return false
          }
          set.elements.append(element)
        }
      }
      ruleset.sets.append(set)
    }
    return true
  }

  private func readRules(_ ruleset: inout Ruleset) throws(NetlinkError) -> Bool {
    for reply in try dump(.getRule, of: ruleset) {
      guard let attributes = reply.attributes(of: .newRule), attributes.isOf(ruleset.name)
      else { continue }
      guard let chain = attributes.name(2),
        let place = ruleset.chains.firstIndex(where: { $0.name == chain }),
        let rule = Rule(attributes, in: ruleset)
      else { return false }
      ruleset.chains[place].rules.append(rule)
    }
    return true
  }
}

extension Rule {
  /// The expressions of one NFT_MSG_NEWRULE; nil if one of them has no word here.
  init?(_ attributes: NetlinkAttributes, in ruleset: Ruleset) {
    var steps: [RuleExpression] = []
    for (_, value) in attributes.nest(4)?.list ?? [] {
      guard let step = RuleExpression(NetlinkAttributes(value)) else { return nil }
      steps.append(step)
    }
    self.init(steps, in: ruleset.family, sets: ruleset.sets)
  }
}
