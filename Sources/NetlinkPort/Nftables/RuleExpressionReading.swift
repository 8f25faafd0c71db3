internal import EdgeTypes

extension RuleExpression {
  /// Nil for a step that ours have no word for. Total.
  init?(_ element: NetlinkAttributes) {
    guard let kind = element.name(1), let data = element.nest(2) else { return nil }
    let made: RuleExpression? =
      switch Text(kind) {
      case "meta": .transfer(data, storesFrom: 3, Load.meta, Store.meta)
      case "ct": .transfer(data, storesFrom: 4, Load.ct, Store.ct)
      case "payload": .payload(data)
      case "bitwise": .bitwise(data)
      case "immediate": .immediate(data)
      case "cmp": .compare(data)
      case "lookup": .lookup(data)
      case "objref": .reference(data)
      case "dynset": .update(data)
      default: nil
      }
    guard let made else { return nil }
    self = made
  }

  private static func transfer(
    _ data: NetlinkAttributes, storesFrom source: UInt16, _ load: (UInt32) -> Load,
    _ store: (UInt32) -> Store
  ) -> RuleExpression? {
    guard let key = data.word(2) else { return nil }
    if let register = data.networkNumber(source) {
      return RuleRegister.word(register) == 0 ? .store(store(key)) : nil
    }
    guard let word = data.networkNumber(1).flatMap({ RuleRegister.word($0) }) else { return nil }
    return .load(load(key), word: word)
  }

  private static func payload(_ data: NetlinkAttributes) -> RuleExpression? {
    guard let word = data.networkNumber(1).flatMap({ RuleRegister.word($0) }),
      let base = data.word(2), let offset = data.word(3), let length = data.word(4)
    else { return nil }
    return .load(.payload(base: base, offset: offset, length: length), word: word)
  }

  /// NFT_BITWISE_MASK_XOR, the only operation of older kernels.
  private static func bitwise(_ data: NetlinkAttributes) -> RuleExpression? {
    guard data.works(on: 1), data.works(on: 2), data.word(6) ?? 0 == 0,
      let and = data.nest(4)?.value, let xor = data.nest(5)?.value
    else { return nil }
    return .bitwise(and: and, xor: xor)
  }

  private static func immediate(_ data: NetlinkAttributes) -> RuleExpression? {
    guard let content = data.nest(2) else { return nil }
    if let value = content.value { return data.works(on: 1) ? .set(value) : nil }
    return content.verdict.map { .verdict($0.code, chain: $0.chain) }
  }

  private static func compare(_ data: NetlinkAttributes) -> RuleExpression? {
    guard data.works(on: 1), let operation = data.word(2), operation < 2,
      let value = data.nest(3)?.value
    else { return nil }
    return .compare(value, isInverted: operation == 1)
  }

  private static func lookup(_ data: NetlinkAttributes) -> RuleExpression? {
    guard data.works(on: 2), let set = data.name(1) else { return nil }
    let flags = data.word(5) ?? 0
    guard let target = data.networkNumber(3) else {
      return flags & ~RuleKey.inverted == 0
        ? .lookup(set: set, isInverted: flags == RuleKey.inverted) : nil
    }
    return target == 0 && flags == 0 ? .verdictMap(set) : nil
  }

  private static func reference(_ data: NetlinkAttributes) -> RuleExpression? {
    if let map = data.name(4) { return data.works(on: 3) ? .objectMap(map) : nil }
    guard let type = data.word(1), let name = data.name(2) else { return nil }
    return .object(type: type, name: name)
  }

  private static func update(_ data: NetlinkAttributes) -> RuleExpression? {
    // NFTA_DYNSET_EXPR and NFTA_DYNSET_EXPRESSIONS: limits and counters of each element.
    guard data.works(on: 4), data.word(3) == RuleKey.update, data[7] == nil, data[10] == nil,
      let set = data.name(1)
    else { return nil }
    let timeout = data.networkNumber(6) ?? 0
    return .update(set: set, timeout: timeout == 0 ? nil : timeout)
  }
}

extension NetlinkAttributes {
  /// A number of 4 bytes in network order.
  func word(_ type: UInt16) -> UInt32? { networkNumber(type).flatMap { UInt32(exactly: $0) } }

  /// NFTA_DATA_VALUE.
  var value: [UInt8]? { self[1].map { Array($0) } }

  /// NFTA_DATA_VERDICT.
  var verdict: (code: Int32, chain: [UInt8]?)? {
    guard let verdict = nest(2), let code = verdict.word(1) else { return nil }
    return (Int32(bitPattern: code), verdict.name(2))
  }

  /// Whether the attribute names our register.
  fileprivate func works(on type: UInt16) -> Bool {
    networkNumber(type).flatMap { RuleRegister.word($0) } == 0
  }
}
