internal import EdgeTypes

extension Rule {
  var text: Text { join(matches.map { $0.text } + statements.map { $0.text }, by: " ") }
}

extension Match {
  fileprivate var text: Text {
    let what = key.text
    let type = key.first?.type ?? .mark
    switch operand {
    case .set(let name): return "\(what) \(isInverted ? "!= " : "" as StaticString)@\(name)"
    case .value(let value):
      let right = type.text(of: value)
      guard let mask else { return "\(what) \(isInverted ? "!= " : "" as StaticString)\(right)" }
      let sign: StaticString = isInverted ? "!=" : "=="
      return "\(what) & \(type.text(of: mask)) \(sign) \(right)"
    }
  }
}

extension Statement {
  fileprivate var text: Text {
    switch self {
    case .counter(let which): return "counter name \(which.text)"
    case .quota(let which): return "quota name \(which.text)"
    case .setPriority(let handle): return "meta priority set \(handle.text)"
    case .setMark(let value, let kept): return mark("meta mark", value, kept)
    case .setCTMark(let value, let kept): return mark("ct mark", value, kept)
    case .update(let set, let key, let timeout):
      let end: Text = timeout.map { " timeout \($0.nftText)" } ?? ""
      return "update @\(set) { \(key.text)\(end) }"
    case .vmap(let key, let map): return "\(key.text) vmap @\(map)"
    case .verdict(let verdict): return verdict.text
    }
  }

  private func mark(_ name: StaticString, _ value: UInt32, _ kept: UInt32) -> Text {
    let new: Text = "0x\(Hex.digits(value))"
    return kept == 0 ? "\(name) set \(new)" : "\(name) set \(name) & 0x\(Hex.digits(kept)) | \(new)"
  }
}

extension ObjectReference {
  fileprivate var text: Text {
    switch self {
    case .named(let name): Text(name)
    case .map(let key, let name): "\(key.text) map @\(name)"
    }
  }
}

extension Verdict {
  var text: Text {
    switch self {
    case .accept: "accept"
    case .drop: "drop"
    case .jump(let chain): "jump \(chain)"
    case .goto(let chain): "goto \(chain)"
    }
  }
}

extension [Selector] {
  fileprivate var text: Text { join(map { Text($0.text) }, by: " . ") }
}

extension Selector {
  fileprivate var text: StaticString {
    switch self {
    case .iifname: "iifname"
    case .oifname: "oifname"
    case .skuid: "meta skuid"
    case .nfproto: "meta nfproto"
    case .etherType: "meta protocol"
    case .iiftype: "meta iiftype"
    case .mark: "meta mark"
    case .ctMark: "ct mark"
    case .ipSaddr: "ip saddr"
    case .ipDaddr: "ip daddr"
    case .ip6Saddr: "ip6 saddr"
    case .ip6Daddr: "ip6 daddr"
    case .etherSaddr: "ether saddr"
    case .etherDaddr: "ether daddr"
    }
  }
}

/// The pieces with something between them.
func join(_ pieces: [Text], by separator: StaticString) -> Text {
  var text = Text()
  for (index, piece) in pieces.enumerated() {
    if index > 0 { text.append(separator) }
    text.append(piece)
  }
  return text
}
