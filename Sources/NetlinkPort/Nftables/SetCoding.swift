internal import EdgeTypes
internal import NetModel

/// Flags of a set (enum nft_set_flags).
private enum SetFlag {
  static let map: UInt32 = 8
  static let timeout: UInt32 = 0x10
  static let dynamic: UInt32 = 0x20
  static let object: UInt32 = 0x40
}

/// NFT_DATA_VERDICT
private let verdictType: UInt32 = 0xFFFF_FF00

extension NamedSet {
  /// The attributes of NFT_MSG_NEWSET behind the table's name.
  ///
  /// - Parameter number: a number of its own in the transaction.
  func write(to attributes: inout AttributeWriter, number: UInt32) {
    attributes.write(2, name: name)
    attributes.write(3, flags)
    attributes.write(4, key.reduce(0) { $0 << 6 | $1.number })
    attributes.write(5, UInt32(clamping: key.reduce(0) { $0 + $1.paddedWidth(in: key) }))
    switch value {
    case nil: break
    case .verdict: attributes.write(6, verdictType)
    case .counter: attributes.write(15, RuleExpression.counterType)
    case .quota: attributes.write(15, RuleExpression.quotaType)
    }
    if let size { attributes.write(9) { $0.write(1, size) } }
    attributes.write(10, number)
    if let timeout { attributes.write(11, wide: timeout.wholeMilliseconds) }
  }

  private var flags: UInt32 {
    var flags: UInt32 = 0
    if hasTimeout { flags |= SetFlag.timeout }
    if isDynamic { flags |= SetFlag.dynamic }
    switch value {
    case nil: break
    case .verdict: flags |= SetFlag.map
    case .counter, .quota: flags |= SetFlag.object
    }
    return flags
  }

  /// The attributes of NFT_MSG_NEWSETELEM behind the table's name.
  func writeElements(to attributes: inout AttributeWriter) {
    attributes.write(2, name: name)
    attributes.write(3) { list in
      for element in elements { list.write(1) { element.write(to: &$0, type: key) } }
    }
  }

  /// Nil for a set of another kind than we make, and for other messages.
  init?(_ attributes: NetlinkAttributes) {
    guard let name = attributes.name(2), let number = attributes.word(4),
      let key = DataType.list(number),
      attributes.word(5)
        == UInt32(
          clamping: key.reduce(0) { $0 + $1.paddedWidth(in: key) })
    else { return nil }
    let flags = attributes.word(3) ?? 0
    self.init(name, key)
    switch (flags & SetFlag.map, flags & SetFlag.object, attributes.word(15)) {
    case (0, 0, _): value = nil
    case (0, _, RuleExpression.counterType): value = .counter
    case (0, _, RuleExpression.quotaType): value = .quota
    case (_, 0, _) where attributes.word(6) == verdictType: value = .verdict
    default: return nil
    }
    (hasTimeout, isDynamic) = (flags & SetFlag.timeout != 0, flags & SetFlag.dynamic != 0)
    guard flags == self.flags else { return nil }
    size = attributes.nest(9)?.word(1)
    timeout = attributes.interval(11)
  }
}

extension SetElement {
  fileprivate func write(to element: inout AttributeWriter, type: [DataType]) {
    element.write(1) { value in
      value.write(1, bytes: zip(key, type).flatMap { $0.padded(in: type, $1) })
    }
    switch value {
    case nil: break
    case .verdict(let verdict):
      element.write(2) { $0.write(verdict: verdict.code, chain: verdict.chain) }
    case .object(let name): element.write(9, name: name)
    }
    if let timeout { element.write(4, wide: timeout.wholeMilliseconds) }
  }

  /// Nil for an element that ours cannot be: the end of an interval, or of another length.
  init?(_ attributes: NetlinkAttributes, type: [DataType]) {
    guard let key = attributes.nest(1)?.value, attributes.word(3) ?? 0 == 0,
      let parts = DataType.split(key, type)
    else { return nil }
    self.init(parts, timeout: attributes.interval(4))
    if let object = attributes.name(9) { value = .object(object) }
    if let verdict = attributes.nest(2)?.verdict {
      guard let one = Verdict(code: verdict.code, chain: verdict.chain) else { return nil }
      value = .verdict(one)
    }
  }
}

extension NetlinkAttributes {
  /// Milliseconds; nil if they are none, or more than there can be.
  fileprivate func interval(_ type: UInt16) -> Interval? {
    guard let value = networkNumber(type), value > 0, value < 1 << 50 else { return nil }
    return .milliseconds(value)
  }
}
