internal import EdgeTypes
internal import NetModel

extension TableFamily {
  /// NFPROTO_INET, NFPROTO_NETDEV, NFPROTO_BRIDGE.
  var number: UInt8 {
    switch self {
    case .inet: 1
    case .netdev: 5
    case .bridge: 7
    }
  }

  init?(number: UInt8) {
    guard let one = TableFamily.allCases.first(where: { $0.number == number }) else { return nil }
    self = one
  }
}

extension Hook {
  /// Of linux/netfilter.h: the places of the family.
  var number: UInt32 {
    switch self {
    case .prerouting, .ingress: 0
    case .input, .egress: 1
    case .forward: 2
    case .output: 3
    case .postrouting: 4
    }
  }

  init?(number: UInt32, in family: TableFamily) {
    let places: [Hook] = allOf(family)
    guard let one = places.first(where: { $0.number == number }) else { return nil }
    self = one
  }
}

private func allOf(_ family: TableFamily) -> [Hook] {
  switch family {
  case .netdev: [.ingress, .egress]
  case .inet, .bridge: [.prerouting, .input, .forward, .output, .postrouting]
  }
}

extension Chain {
  /// The attributes of NFT_MSG_NEWCHAIN behind the table's name.
  func write(to attributes: inout AttributeWriter) {
    attributes.write(3, name: name)
    guard let base else { return }
    attributes.write(4) { place in
      place.write(1, base.hook.number)
      place.write(2, UInt32(bitPattern: base.priority))
      if let device = base.device { place.write(3, name: device) }
    }
    attributes.write(5, UInt32(base.policy.rawValue))  // NF_DROP, NF_ACCEPT
    attributes.write(7, name: bytes(of: "filter"))
  }

  /// Without its rules; nil for one of a kind that we do not make.
  init?(_ attributes: NetlinkAttributes, in family: TableFamily) {
    guard let name = attributes.name(3) else { return nil }
    self.init(name)
    guard let place = attributes.nest(4) else { return }
    guard let hook = place.word(1).flatMap({ Hook(number: $0, in: family) }),
      let priority = place.word(2),
      let policy = attributes.word(5).flatMap({ UInt8(exactly: $0) })
        .flatMap({ BaseChain.Policy(rawValue: $0) }),
      attributes.name(7) == bytes(of: "filter")
    else { return nil }
    base = BaseChain(
      hook, device: place.name(3), priority: Int32(bitPattern: priority), policy: policy)
  }
}

extension NamedObject {
  /// The attributes of NFT_MSG_NEWOBJ behind the table's name.
  func write(to attributes: inout AttributeWriter) {
    attributes.write(2, name: name)
    switch kind {
    case .counter:
      attributes.write(3, RuleExpression.counterType)
      attributes.write(4) { _ in }
    case .quota(let bytes, let isOver):
      attributes.write(3, RuleExpression.quotaType)
      attributes.write(4) { quota in
        quota.write(1, wide: bytes)
        quota.write(2, isOver ? 1 : 0)  // NFT_QUOTA_F_INV
      }
    }
  }

  /// Nil for an object of another kind. What was counted so far is not part of it.
  init?(_ attributes: NetlinkAttributes) {
    guard let name = attributes.name(2), let data = attributes.nest(4) else { return nil }
    switch attributes.word(3) {
    case RuleExpression.counterType: self.init(name, .counter)
    case RuleExpression.quotaType:
      guard let bytes = data.networkNumber(1) else { return nil }
      // NFT_QUOTA_F_DEPLETED, 2, comes and goes.
      self.init(name, .quota(bytes: bytes, isOver: (data.word(2) ?? 0) & 1 != 0))
    default: return nil
    }
  }
}
