internal import NetModel

/// How types of values are called in a set's key, which only nft reads (its enum datatypes).
extension DataType {
  var number: UInt32 {
    switch self {
    case .nfProto: 2
    case .ipv4Addr: 7
    case .ipv6Addr: 8
    case .etherAddr: 9
    case .etherType: 10
    case .mark: 19
    case .linkType: 21
    case .uid: 24
    case .ifname: 41
    }
  }

  /// The types of a concatenation, six bits each; nil if one has no name here.
  static func list(_ number: UInt32) -> [DataType]? {
    var list: [DataType] = []
    var rest = number
    while rest != 0 {
      guard let type = allCases.first(where: { $0.number == rest & 63 }) else { return nil }
      list.insert(type, at: 0)
      rest >>= 6
    }
    return list.isEmpty ? nil : list
  }

  /// Parts of a concatenation begin on a boundary of 32 bits.
  func paddedWidth(in key: [DataType]) -> Int { key.count == 1 ? width : (width + 3) / 4 * 4 }

  /// The parts of a key; nil if it has another length.
  static func split(_ key: [UInt8], _ types: [DataType]) -> [[UInt8]]? {
    var (parts, rest): ([[UInt8]], ArraySlice<UInt8>) = ([], key[...])
    for type in types {
      let width = type.paddedWidth(in: types)
      guard rest.count >= width else { return nil }
      parts.append(Array(rest.prefix(type.width)))
      rest = rest.dropFirst(width)
    }
    return rest.isEmpty ? parts : nil
  }
}

extension [UInt8] {
  /// With the zeros that follow it in a key.
  func padded(in key: [DataType], _ type: DataType) -> [UInt8] {
    self + [UInt8](repeating: 0, count: Swift.max(0, type.paddedWidth(in: key) - count))
  }
}
