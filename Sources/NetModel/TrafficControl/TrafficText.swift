public import EdgeTypes

extension InterfaceTraffic {
  /// The commands of `tc` that would make it all, a line each.
  public var text: Text {
    var text = Text()
    for qdisc in qdiscs where qdisc.parent == .root { add(.addQdisc(device: device, qdisc), &text) }
    for one in classes { add(.addClass(device: device, one), &text) }
    for qdisc in qdiscs where qdisc.parent != .root { add(.addQdisc(device: device, qdisc), &text) }
    for filter in filters { add(.addFilter(device: device, filter), &text) }
    return text
  }

  private func add(_ change: TrafficChange, _ text: inout Text) {
    text.append("\(change.text)\n" as Text)
  }
}

extension TrafficChange {
  /// As the command of `ip` or `tc` that would make the same change.
  public var text: Text {
    switch self {
    case .addIFB(let name): "ip link add \(name) type ifb"
    case .deleteIFB(let name): "ip link delete \(name)"
    case .setUp(let name): "ip link set \(name) up"
    case .addQdisc(let device, let qdisc): "tc qdisc add dev \(device) \(qdisc.text)"
    case .changeQdisc(let device, let qdisc): "tc qdisc change dev \(device) \(qdisc.text)"
    case .deleteQdisc(let device, let qdisc): "tc qdisc delete dev \(device) \(qdisc.text)"
    case .addClass(let device, let one): "tc class add dev \(device) \(one.text)"
    case .changeClass(let device, let one): "tc class change dev \(device) \(one.text)"
    case .deleteClass(let device, let handle):
      "tc class delete dev \(device) classid \(handle.text)"
    case .addFilter(let device, let filter): "tc filter add dev \(device) \(filter.text)"
    case .deleteFilter(let device, let filter): "tc filter delete dev \(device) \(filter.text)"
    }
  }
}

extension Qdisc {
  fileprivate var text: Text {
    let place: Text =
      switch parent {
      case .root: "root handle \(handle.text) "
      case .ingress: "handle \(handle.text) "
      default: "parent \(parent.text) handle \(handle.text) "
      }
    return "\(place)\(discipline.text)"
  }
}

extension QueueDiscipline {
  fileprivate var text: Text {
    switch self {
    case .htb(let minor): "htb default 0x\(TrafficHandle(0, minor).minorText)"
    case .cake(let memory, let end):
      """
      cake unlimited besteffort dual-\(end == .source ? "src" : "dst" as StaticString)host nat \
      split-gso memlimit \(memory)b
      """
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
  fileprivate var text: Text {
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
      "protocol ipv6 u32 match ip6 dst \(DataType.ipv6Addr.text(of: address.bytes))/\(length)"
    case .addressResolution: "protocol arp u32 match u32 0 0"
    case .neighbourDiscovery(let type, let mask):
      """
      protocol ipv6 u32 match u16 0x3aff 0xffff at 6 \
      match u8 0x\(Hex.digits(UInt32(type))) 0x\(Hex.digits(UInt32(mask))) at 40
      """
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
