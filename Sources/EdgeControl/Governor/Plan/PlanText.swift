public import EdgeTypes

extension TrafficPlan {
  /// The plan as a network engineer reads it: `ip` and `tc` commands that would make the same, and
  /// our packet rules as `nft` shows them. Notes come first, as comments.
  public var text: Text {
    var text = Text()
    for note in notes {
      let label: StaticString = note.kind == .loss ? "lost: " : ""
      text.append("# \(label)\(note.text)\n" as Text)
    }
    if let ifb {
      text.append("\nip link add \(ifb) type ifb\nip link set \(ifb) up\n" as Text)
    }
    for interface in interfaces {
      text.append("\n# \(interface.device)\n" as Text)
      text.append(interface.text)
    }
    if let rules { text.append("\n\(rules.text)" as Text) }
    return text
  }
}

extension InterfaceTraffic {
  fileprivate var text: Text {
    var text = Text()
    for qdisc in qdiscs where qdisc.parent == .root { text.append(line(qdisc)) }
    for one in classes {
      text.append("tc class add dev \(device) \(one.text)\n" as Text)
    }
    for qdisc in qdiscs where qdisc.parent != .root { text.append(line(qdisc)) }
    for filter in filters { text.append("tc filter add dev \(device) \(filter.text)\n" as Text) }
    return text
  }

  private func line(_ qdisc: Qdisc) -> Text {
    let place: Text =
      switch qdisc.parent {
      case .root: "root handle \(qdisc.handle.text) "
      case .ingress: "handle \(qdisc.handle.text) "
      default: "parent \(qdisc.parent.text) handle \(qdisc.handle.text) "
      }
    return "tc qdisc add dev \(device) \(place)\(qdisc.discipline.text)\n"
  }
}

extension QueueDiscipline {
  fileprivate var text: Text {
    switch self {
    case .htb(let minor): "htb default 0x\(TrafficHandle(0, minor).minorText)"
    case .cake(let memory): "cake unlimited besteffort split-gso memlimit \(memory)b"
    case .fqCodel(let packets, let memory, let flows):
      "fq_codel limit \(packets) flows \(flows) memory_limit \(memory)b"
    case .packetFIFO(let limit): "pfifo limit \(limit)"
    case .ingress, .other: kind
    }
  }
}

extension TrafficHandle {
  /// The number after the colon, in hexadecimal.
  fileprivate var minorText: Text { Text(text.bytes.split(separator: 0x3A).last ?? [0x30]) }
}

extension HTBClass {
  fileprivate var text: Text {
    var text: Text = "parent \(parent.text) classid \(handle.text) htb"
    text.append(" rate \(rate.text) ceil \(ceiling.text)" as Text)
    text.append(" burst \(burst)b cburst \(ceilingBurst)b prio \(priority)" as Text)
    text.append(" quantum \(quantum)" as Text)
    return text
  }
}

extension BitRate {
  /// As `tc` takes it, exactly.
  var text: Text {
    let units: [(UInt64, StaticString)] = [(1_000_000, "mbit"), (1_000, "kbit")]
    for (size, name) in units where bitsPerSecond >= size && bitsPerSecond % size == 0 {
      return "\(bitsPerSecond / size)\(name)"
    }
    return "\(bitsPerSecond)bit"
  }
}

extension TrafficFilter {
  fileprivate var text: Text {
    "parent \(parent.text) pref \(preference) \(match.text) \(action.text)"
  }
}

extension PacketMatch {
  fileprivate var text: Text {
    switch self {
    case .all: "protocol all u32 match u32 0 0"
    case .ipv4Destination(let address, let length):
      "protocol ip u32 match ip dst \(address.text)/\(length)"
    case .ipv6Destination(let address, let length):
      "protocol ipv6 u32 match ip6 dst \(address.planText)/\(length)"
    case .ipv4DestinationPort(let port, let mask):
      "protocol ip u32 match ip dport \(port) 0x\(Hex.digits(UInt32(mask)))"
    case .ipv6DestinationPort(let port, let mask):
      "protocol ipv6 u32 match ip6 dport \(port) 0x\(Hex.digits(UInt32(mask)))"
    case .mark(let mark, let mask):
      "protocol all handle 0x\(Hex.digits(mark))/0x\(Hex.digits(mask)) fw"
    }
  }
}

extension PacketAction {
  fileprivate var text: Text {
    switch self {
    case .classify(let handle): return "classid \(handle.text)"
    case .redirect(let device, let mask):
      let restore: Text = mask.map { "action ctinfo cpmark 0x\(Hex.digits($0)) pipe " } ?? ""
      return "\(restore)action mirred egress redirect dev \(device)"
    }
  }
}

extension IPv6Address {
  /// All eight groups: plain rather than short.
  var planText: Text {
    var text = Text()
    for (index, half) in [high, low].enumerated() {
      for shift in [48, 32, 16, 0] {
        if index > 0 || shift < 48 { text.append(":") }
        text.append(Hex.digits(UInt32(half >> UInt64(shift) & 0xFFFF)))
      }
    }
    return text
  }
}
