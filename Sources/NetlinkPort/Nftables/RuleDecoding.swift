internal import EdgeTypes
internal import NetModel

extension Rule {
  /// The rule that the kernel's form means; nil if ours have no words for it.
  ///
  /// - Parameter sets: those of the table: what a map has for a key is not said in the rule.
  init?(_ expressions: [RuleExpression], in family: TableFamily, sets: [NamedSet]) {
    var reader = RuleReader(sets: sets)
    for expression in expressions { guard reader.take(expression) else { return nil } }
    let keys = reader.matches.flatMap { $0.key } + reader.statements.flatMap { $0.key }
    // Conditions that only say of which protocol a header is that is looked at; behind a link header
    // nft asks for the EtherType whatever the family.
    let needed = keys.flatMap { key in
      [family, .bridge].compactMap { key.dependency(in: $0) }
    }
    guard reader.isIdle, reader.dependencies.allSatisfy({ needed.contains($0) }) else {
      return nil
    }
    self.init(reader.matches.filter { !needed.contains($0) }, reader.statements)
  }
}

/// Puts together what the steps of a rule do with the register.
private struct RuleReader {
  let sets: [NamedSet]
  var matches: [Match] = []
  /// What is no condition of the rule's own: behind the first statement, or on a field of the link
  /// header that has no word here.
  var dependencies: [Match] = []
  var statements: [Statement] = []
  private var key: [Selector] = []
  private var words: UInt32 = 0
  private var bits: (and: [UInt8], xor: [UInt8])?
  private var value: [UInt8]?
  private var isDependency = false

  /// The EtherType as the link header has it.
  private static let linkType = RuleExpression.Load.payload(
    base: RuleKey.linkHeader, offset: 12, length: 2)

  init(sets: [NamedSet]) { self.sets = sets }

  /// Whether nothing is in the register that nobody has read.
  var isIdle: Bool { key.isEmpty && bits == nil && value == nil }

  /// False for a step that makes no sense here.
  mutating func take(_ step: RuleExpression) -> Bool {
    switch step {
    case .load(let what, let word): return load(what, word)
    case .bitwise(let and, let xor):
      guard key.count == 1, bits == nil, and.count == key[0].type.width else { return false }
      bits = (and, xor)
      return true
    case .set(let new):
      guard isIdle else { return false }
      value = new
      return true
    case .compare(let value, let isInverted): return compare(value, isInverted)
    case .lookup(let set, let isInverted):
      guard let key = takeKey(), statements.isEmpty else { return false }
      let match = Match(key, in: set)
      matches.append(isInverted ? match.inverted : match)
      return true
    default:
      guard let statement = statement(step) else { return false }
      statements.append(statement)
      return true
    }
  }

  private mutating func load(_ what: RuleExpression.Load, _ word: UInt32) -> Bool {
    guard !isDependency, word == words, bits == nil, value == nil else { return false }
    isDependency = what == Self.linkType && key.isEmpty
    let known = Selector.allCases.first { $0.load == what }
    guard let selector = isDependency ? .etherType : known else { return false }
    key.append(selector)
    words &+= UInt32(clamping: (selector.type.width + 3) / 4)
    return true
  }

  private mutating func compare(_ value: [UInt8], _ isInverted: Bool) -> Bool {
    guard key.count == 1, value.count == key[0].type.width,
      bits?.xor.allSatisfy({ $0 == 0 }) ?? true
    else { return false }
    var match = Match(key[0], value, mask: bits?.and)
    match.isInverted = isInverted
    if statements.isEmpty, !isDependency {
      matches.append(match)
    } else {
      dependencies.append(match)
    }
    (key, words, bits, isDependency) = ([], 0, nil, false)
    return true
  }

  /// The key in the register, which is read by this; nil if there is none.
  private mutating func takeKey() -> [Selector]? {
    guard !key.isEmpty, bits == nil, value == nil, !isDependency else { return nil }
    defer { (key, words) = ([], 0) }
    return key
  }

  private mutating func statement(_ step: RuleExpression) -> Statement? {
    switch step {
    case .store(let place): return store(place)
    case .object(let type, let name):
      guard isIdle else { return nil }
      switch type {
      case RuleExpression.counterType: return .counter(name)
      case RuleExpression.quotaType: return .quota(name)
      default: return nil
      }
    case .objectMap(let map):
      guard let key = takeKey() else { return nil }
      switch sets.first(where: { $0.name == map })?.value {
      case .counter: return .counter(.map(key, map))
      case .quota: return .quota(.map(key, map))
      case .verdict, nil: return nil
      }
    case .verdictMap(let map): return takeKey().map { .vmap($0, map: map) }
    case .update(let set, let timeout):
      return takeKey().map {
        .update(set: set, $0, timeout: timeout.map { .milliseconds($0) })
      }
    case .verdict(let code, let chain):
      return isIdle ? Verdict(code: code, chain: chain).map { .verdict($0) } : nil
    case .load, .bitwise, .set, .compare, .lookup: return nil
    }
  }

  /// A mark or the priority is set, to a value or to itself with other bits.
  private mutating func store(_ place: RuleExpression.Store) -> Statement? {
    defer { (key, words, bits, value) = ([], 0, nil, nil) }
    if let value {
      switch place {
      case .meta(RuleKey.metaPriority): return .setPriority(TrafficHandle(raw: nativeNumber(value)))
      case .meta(RuleKey.metaMark): return .setMark(nativeNumber(value), keeping: 0)
      case .ct(RuleKey.ctMark): return .setCTMark(nativeNumber(value), keeping: 0)
      default: return nil
      }
    }
    guard let bits else { return nil }
    let (kept, new) = (nativeNumber(bits.and), nativeNumber(bits.xor))
    switch (key, place) {
    case ([.mark], .meta(RuleKey.metaMark)): return .setMark(new, keeping: kept)
    case ([.ctMark], .ct(RuleKey.ctMark)): return .setCTMark(new, keeping: kept)
    default: return nil
    }
  }
}
