internal import EdgeTypes

extension NamedSet {
  /// The declaration with its elements, as lines of a table.
  var text: Text {
    let types = join(key.map { Text($0.text) }, by: " . ")
    var text: Text = "  \(value == nil ? "set" : "map" as StaticString) \(name) {\n"
    text.append("    type \(types)\(value.map { " : \($0.text)" } ?? "")\n" as Text)
    if let size { text.append("    size \(size)\n" as Text) }
    let flags = (isDynamic ? ["dynamic"] : []) + (hasTimeout ? ["timeout"] : []) as [Text]
    if !flags.isEmpty { text.append("    flags \(join(flags, by: ","))\n" as Text) }
    if let timeout { text.append("    timeout \(timeout.nftText)\n" as Text) }
    if !elements.isEmpty {
      let list = join(elements.map { self.text(of: $0) }, by: ", ")
      text.append("    elements = { \(list) }\n" as Text)
    }
    text.append("  }\n")
    return text
  }

  private func text(of element: SetElement) -> Text {
    let parts = zip(key, element.key).map { $0.text(of: $1) }
    let end: Text = element.timeout.map { " timeout \($0.nftText)" } ?? ""
    let value: Text =
      switch element.value {
      case nil: ""
      case .verdict(let verdict): " : \(verdict.text)"
      case .object(let name): " : \"\(name)\""
      }
    return "\(join(parts, by: " . "))\(end)\(value)"
  }
}

extension NamedSet.Value {
  fileprivate var text: StaticString {
    switch self {
    case .verdict: "verdict"
    case .counter: "counter"
    case .quota: "quota"
    }
  }
}

extension DataType {
  fileprivate var text: StaticString {
    switch self {
    case .ipv4Addr: "ipv4_addr"
    case .ipv6Addr: "ipv6_addr"
    case .etherAddr: "ether_addr"
    case .ifname: "ifname"
    case .mark: "mark"
    case .uid: "uid"
    case .nfProto: "nf_proto"
    case .etherType: "ether_type"
    case .linkType: "arphrd"
    }
  }

  /// A value as nft writes it; one of another length is shown byte by byte.
  func text(of value: [UInt8]) -> Text {
    guard value.count == width else { return "0x\(Text(Hex.encode(value)))" }
    switch self {
    case .ipv4Addr: return join(value.map { "\($0)" }, by: ".")
    case .ipv6Addr:
      return join(
        stride(from: 0, to: 16, by: 2).map {
          Hex.digits(UInt32(value[$0]) << 8 | UInt32(value[$0 + 1]))
        }, by: ":")
    case .etherAddr: return join(value.map { Text(Hex.encode([$0])) }, by: ":")
    case .ifname: return "\"\(value.prefix { $0 != 0 })\""
    case .mark: return "0x\(Hex.digits(nativeNumber(value)))"
    case .uid, .linkType: return "\(nativeNumber(value))"
    case .nfProto: return value == [2] ? "ipv4" : value == [10] ? "ipv6" : "\(value[0])"
    case .etherType: return "0x\(Text(Hex.encode(value)))"
    }
  }
}

extension Interval {
  /// As nft takes it.
  var nftText: Text {
    microseconds % 1_000_000 == 0
      ? "\(microseconds / 1_000_000)s" : "\(wholeMilliseconds)ms"
  }
}
