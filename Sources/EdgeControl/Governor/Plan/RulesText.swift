internal import EdgeTypes
internal import NetModel

extension PacketRules {
  /// Our table, rule by rule as `nft -f` takes it.
  var text: Text {
    var text: Text = "table inet edgepoint {\n"
    for name: StaticString in ["miner_up", "miner_down", "guest_up", "guest_down"] {
      text.append("  counter \(name) {}\n" as Text)
    }
    if guestDevice != nil, !stopsGuests {
      text.append("  chain guests {\n")
      text.append(lines(guestRules))
      text.append("  }\n")
    }
    text.append(chain("forward", forwardRules))
    text.append(chain("output", outputRules))
    text.append(chain("input", inputRules))
    text.append("}\n")
    return text
  }

  /// Empty where there is nothing to say.
  private func chain(_ hook: StaticString, _ rules: [Text]) -> Text {
    guard !rules.isEmpty else { return "" }
    return """
        chain \(hook) {
          type filter hook \(hook) priority filter + 10; policy accept;
      \(lines(rules))  }

      """
  }

  private func lines(_ rules: [Text]) -> Text {
    var text: Text = ""
    for rule in rules { text.append("    \(rule)\n" as Text) }
    return text
  }

  private var forwardRules: [Text] {
    guard let guestDevice else { return [] }
    let up: Text = "iifname \"\(guestDevice)\" oifname \"\(wan)\""
    let down: Text = "iifname \"\(wan)\" oifname \"\(guestDevice)\" counter name guest_down"
    return stopsGuests ? ["\(up) drop", "\(down) drop"] : ["\(up) goto guests", down]
  }

  private var guestRules: [Text] {
    var rules: [Text] = ["counter name guest_up"]
    for lease in leases {
      if let address = lease.address {
        rules.append("ip saddr \(address.text) \(verdict(lease.guestClass))")
      }
      if let address = lease.address6 {
        rules.append("ip6 saddr \(address.planText) \(verdict(lease.guestClass))")
      }
    }
    return rules + [verdict(guestClass)]
  }

  private var outputRules: [Text] {
    guard let minerUser else { return [] }
    let send: Text = "counter name miner_up \(verdict(minerClass))"
    var rules: [Text] = ["oifname \"\(wan)\" meta skuid \(minerUser) \(send)"]
    if marksConnections { rules.append("oifname \"\(wan)\" \(isMiners) \(send)") }
    return rules
  }

  private var inputRules: [Text] {
    guard let minerUser else { return [] }
    let match: Text = marksConnections ? isMiners : "meta skuid \(minerUser)"
    return ["iifname \"\(wan)\" \(match) counter name miner_down"]
  }

  private var isMiners: Text {
    let mark = ConnectionMark.ours | UInt32(minerClass.minor)
    return "ct mark & 0x\(Hex.digits(ConnectionMark.mask)) == 0x\(Hex.digits(mark))"
  }

  private func verdict(_ handle: TrafficHandle) -> Text {
    let priority: Text = "meta priority set \(handle.text)"
    guard marksConnections else { return "\(priority) accept" }
    let mark = ConnectionMark.ours | UInt32(handle.minor)
    let kept = Hex.digits(~ConnectionMark.mask)
    return "\(priority) ct mark set ct mark & 0x\(kept) | 0x\(Hex.digits(mark)) accept"
  }
}
