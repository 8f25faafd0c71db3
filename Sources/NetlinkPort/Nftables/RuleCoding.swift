internal import EdgeTypes
internal import NetModel

extension Rule {
  /// The kernel's form of the rule in a table of this family.
  func expressions(in family: TableFamily) -> [RuleExpression] {
    var made: [RuleExpression] = []
    var known: [Match] = []
    func require(_ key: [Selector]) {
      for selector in key {
        guard let needed = selector.dependency(in: family), !known.contains(needed) else {
          continue
        }
        known.append(needed)
        made += needed.expressions
      }
    }
    for match in matches {
      require(match.key)
      made += match.expressions
    }
    for statement in statements {
      require(statement.key)
      made += statement.expressions
    }
    return made
  }
}

extension Match {
  fileprivate var expressions: [RuleExpression] {
    var made = loads(key)
    switch operand {
    case .set(let name): made.append(.lookup(set: name, isInverted: isInverted))
    case .value(let value):
      if let mask {
        made.append(.bitwise(and: mask, xor: [UInt8](repeating: 0, count: mask.count)))
      }
      made.append(.compare(value, isInverted: isInverted))
    }
    return made
  }
}

extension Statement {
  /// What it looks up.
  var key: [Selector] {
    switch self {
    case .counter(.map(let key, _)), .quota(.map(let key, _)), .update(_, let key, _),
      .vmap(let key, _):
      key
    default: []
    }
  }

  fileprivate var expressions: [RuleExpression] {
    switch self {
    case .counter(.named(let name)): [.object(type: RuleExpression.counterType, name: name)]
    case .quota(.named(let name)): [.object(type: RuleExpression.quotaType, name: name)]
    case .counter(.map(let key, let map)), .quota(.map(let key, let map)):
      loads(key) + [.objectMap(map)]
    case .setPriority(let handle):
      [.set(nativeBytes(handle.raw)), .store(.meta(RuleKey.metaPriority))]
    case .setMark(let value, let kept):
      mark(.meta(RuleKey.metaMark), .meta(RuleKey.metaMark), value, kept)
    case .setCTMark(let value, let kept):
      mark(.ct(RuleKey.ctMark), .ct(RuleKey.ctMark), value, kept)
    case .update(let set, let key, let timeout):
      loads(key) + [.update(set: set, timeout: timeout?.wholeMilliseconds)]
    case .vmap(let key, let map): loads(key) + [.verdictMap(map)]
    case .verdict(let verdict): [.verdict(verdict.code, chain: verdict.chain)]
    }
  }

  private func mark(
    _ load: RuleExpression.Load, _ store: RuleExpression.Store, _ value: UInt32, _ kept: UInt32
  ) -> [RuleExpression] {
    guard kept != 0 else { return [.set(nativeBytes(value)), .store(store)] }
    let change = RuleExpression.bitwise(and: nativeBytes(kept), xor: nativeBytes(value))
    return [.load(load, word: 0), change, .store(store)]
  }
}

extension Verdict {
  var code: Int32 {
    switch self {
    case .accept: RuleKey.accept
    case .drop: RuleKey.drop
    case .jump: RuleKey.jump
    case .goto: RuleKey.goto
    }
  }

  var chain: [UInt8]? {
    switch self {
    case .jump(let chain), .goto(let chain): chain
    case .accept, .drop: nil
    }
  }

  init?(code: Int32, chain: [UInt8]?) {
    switch (code, chain) {
    case (RuleKey.accept, nil): self = .accept
    case (RuleKey.drop, nil): self = .drop
    case (RuleKey.jump, let chain?): self = .jump(chain)
    case (RuleKey.goto, let chain?): self = .goto(chain)
    default: return nil
    }
  }
}

extension Selector {
  var load: RuleExpression.Load {
    switch self {
    case .iifname: .meta(RuleKey.metaIifname)
    case .oifname: .meta(RuleKey.metaOifname)
    case .skuid: .meta(RuleKey.metaSkuid)
    case .nfproto: .meta(RuleKey.metaNfproto)
    case .etherType: .meta(RuleKey.metaProtocol)
    case .iiftype: .meta(RuleKey.metaIiftype)
    case .mark: .meta(RuleKey.metaMark)
    case .ctMark: .ct(RuleKey.ctMark)
    case .ipSaddr: .payload(base: RuleKey.networkHeader, offset: 12, length: 4)
    case .ipDaddr: .payload(base: RuleKey.networkHeader, offset: 16, length: 4)
    case .ip6Saddr: .payload(base: RuleKey.networkHeader, offset: 8, length: 16)
    case .ip6Daddr: .payload(base: RuleKey.networkHeader, offset: 24, length: 16)
    case .etherSaddr: .payload(base: RuleKey.linkHeader, offset: 6, length: 6)
    case .etherDaddr: .payload(base: RuleKey.linkHeader, offset: 0, length: 6)
    }
  }
}

/// Puts the parts of a key one behind the other, each on a boundary of 32 bits.
private func loads(_ key: [Selector]) -> [RuleExpression] {
  var word: UInt32 = 0
  return key.map { selector in
    defer { word &+= UInt32(clamping: (selector.type.width + 3) / 4) }
    return .load(selector.load, word: word)
  }
}
