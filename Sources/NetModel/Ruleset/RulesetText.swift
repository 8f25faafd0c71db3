public import EdgeTypes

extension Ruleset {
  /// The table as `nft -f` takes it, rule by rule.
  public var text: Text {
    var text: Text = "table \(family.text) \(name) {\n"
    for object in objects { text.append("  \(object.text)\n" as Text) }
    for set in sets { text.append(set.text) }
    for chain in chains {
      text.append("  chain \(chain.name) {\n" as Text)
      if let base = chain.base { text.append("    \(base.text(family))\n" as Text) }
      for rule in chain.rules { text.append("    \(rule.text)\n" as Text) }
      text.append("  }\n")
    }
    text.append("}\n")
    return text
  }
}

extension TableFamily {
  /// As nft calls it.
  public var text: StaticString {
    switch self {
    case .inet: "inet"
    case .bridge: "bridge"
    case .netdev: "netdev"
    }
  }
}

extension NamedObject {
  fileprivate var text: Text {
    switch kind {
    case .counter: "counter \(name) {}"
    case .quota(let bytes, let isOver):
      "quota \(name) { \(isOver ? "over" : "until" as StaticString) \(bytes) bytes }"
    }
  }
}

extension BaseChain {
  fileprivate func text(_ family: TableFamily) -> Text {
    let place: Text = device.map { "\(hook.text) device \"\($0)\"" } ?? Text(hook.text)
    let end: StaticString = policy == .drop ? "drop" : "accept"
    return "type filter hook \(place) priority \(priorityText(family)); policy \(end);"
  }

  /// Beside a firewall's own chains, which a bridge has elsewhere.
  private func priorityText(_ family: TableFamily) -> Text {
    if family == .bridge { return "\(priority)" }
    if priority == 0 { return "filter" }
    return "filter \(priority < 0 ? "-" : "+" as StaticString) \(priority.magnitude)"
  }
}

extension Hook {
  fileprivate var text: StaticString {
    switch self {
    case .prerouting: "prerouting"
    case .input: "input"
    case .forward: "forward"
    case .output: "output"
    case .postrouting: "postrouting"
    case .ingress: "ingress"
    case .egress: "egress"
    }
  }
}
