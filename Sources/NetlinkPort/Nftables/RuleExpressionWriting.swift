internal import EdgeTypes

extension RuleExpression {
  /// Writes the step as one list element: its name and its attributes.
  func write(to list: inout AttributeWriter) {
    list.write(1) { element in
      element.write(1, name: bytes(of: kernelName))
      element.write(2) { writeAttributes(to: &$0) }
    }
  }

  private var kernelName: StaticString {
    switch self {
    case .load(.ct, _), .store(.ct): "ct"
    case .load(.meta, _), .store(.meta): "meta"
    case .load(.payload, _): "payload"
    case .bitwise: "bitwise"
    case .set, .verdict: "immediate"
    case .compare: "cmp"
    case .lookup, .verdictMap: "lookup"
    case .object, .objectMap: "objref"
    case .update: "dynset"
    }
  }

  private func writeAttributes(to data: inout AttributeWriter) {
    let register = RuleRegister.first
    switch self {
    case .load(let what, let word): what.write(to: &data, RuleRegister.number(word: word))
    case .store(.meta(let key)):
      data.write(2, key)
      data.write(3, register)
    case .store(.ct(let key)):
      data.write(2, key)
      data.write(4, register)
    case .bitwise(let and, let xor):
      data.write(1, register)
      data.write(2, register)
      data.write(3, UInt32(clamping: and.count))
      data.write(4) { $0.write(1, bytes: and) }
      data.write(5) { $0.write(1, bytes: xor) }
    case .set(let value):
      data.write(1, register)
      data.write(2) { $0.write(1, bytes: value) }
    case .compare(let value, let isInverted):
      data.write(1, register)
      data.write(2, isInverted ? 1 : 0)  // NFT_CMP_NEQ, NFT_CMP_EQ
      data.write(3) { $0.write(1, bytes: value) }
    case .verdict(let code, let chain):
      data.write(1, 0)  // NFT_REG_VERDICT
      data.write(2) { $0.write(verdict: code, chain: chain) }
    case .lookup, .verdictMap, .object, .objectMap, .update: writeReference(to: &data)
    }
  }

  /// What names a set or an object of the table.
  private func writeReference(to data: inout AttributeWriter) {
    let register = RuleRegister.first
    switch self {
    case .lookup(let set, let isInverted):
      data.write(1, name: set)
      data.write(2, register)
      if isInverted { data.write(5, RuleKey.inverted) }
    case .verdictMap(let map):
      data.write(1, name: map)
      data.write(2, register)
      data.write(3, 0)  // NFT_REG_VERDICT
    case .object(let type, let name):
      data.write(1, type)
      data.write(2, name: name)
    case .objectMap(let map):
      data.write(3, register)
      data.write(4, name: map)
    case .update(let set, let timeout):
      data.write(1, name: set)
      data.write(3, RuleKey.update)
      data.write(4, register)
      if let timeout { data.write(6, wide: timeout) }
    default: break
    }
  }
}

extension RuleExpression.Load {
  fileprivate func write(to data: inout AttributeWriter, _ register: UInt32) {
    data.write(1, register)
    switch self {
    case .meta(let key), .ct(let key): data.write(2, key)
    case .payload(let base, let offset, let length):
      data.write(2, base)
      data.write(3, offset)
      data.write(4, length)
    }
  }
}

extension AttributeWriter {
  /// A number of 8 bytes in network order.
  mutating func write(_ number: UInt16, wide value: UInt64) {
    write(
      number,
      bytes: bigEndian(UInt32(truncatingIfNeeded: value >> 32))
        + bigEndian(UInt32(truncatingIfNeeded: value)))
  }

  /// NFTA_DATA_VERDICT.
  mutating func write(verdict code: Int32, chain: [UInt8]?) {
    write(2) { verdict in
      verdict.write(1, UInt32(bitPattern: code))
      if let chain { verdict.write(2, name: chain) }
    }
  }
}
