internal import EdgeTypes

extension PacketRules {
  /// Our table as `nft list table` shows it, near enough to be read.
  var text: Text {
    var text: Text = "table inet edgepoint {\n"
    for name: StaticString in ["miner_up", "miner_down", "guest_up", "guest_down"] {
      text.append("  counter \(name) {}\n" as Text)
    }
    text.append(chain("output", outputRules))
    text.append(chain("forward", forwardRules))
    text.append("}\n")
    return text
  }

  private func chain(_ hook: StaticString, _ rules: [Text]) -> Text {
    var text: Text = "  chain \(hook) {\n    type filter hook \(hook) priority mangle;\n"
    for rule in rules { text.append("    \(rule)\n" as Text) }
    text.append("  }\n")
    return text
  }

  private var outputRules: [Text] {
    guard let minerUser else { return [] }
    let match: Text = "meta skuid \(minerUser) oifname \"\(wan)\""
    return ["\(match) \(verdict(minerClass)) counter name miner_up"]
  }

  private var forwardRules: [Text] {
    guard let guestDevice else { return [] }
    let match: Text = "iifname \"\(guestDevice)\" oifname \"\(wan)\""
    var rules: [Text] = ["\(match) \(verdict(guestClass)) counter name guest_up"]
    for lease in leases {
      if let address = lease.address {
        rules.append("\(match) ip saddr \(address.text) \(verdict(lease.guestClass))")
      }
      if let address = lease.address6 {
        rules.append("\(match) ip6 saddr \(address.planText) \(verdict(lease.guestClass))")
      }
    }
    rules.append("iifname \"\(wan)\" oifname \"\(guestDevice)\" counter name guest_down")
    return rules
  }

  private func verdict(_ handle: TrafficHandle) -> Text {
    let priority: Text = "meta priority set \(handle.text)"
    guard marksConnections else { return priority }
    let mark = PacketRules.connectionMark | UInt32(handle.minor)
    let kept = Hex.digits(~PacketRules.connectionMask)
    return "\(priority) ct mark set ct mark & 0x\(kept) | 0x\(Hex.digits(mark))"
  }
}
