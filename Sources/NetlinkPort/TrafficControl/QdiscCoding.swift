internal import EdgeTypes
internal import NetModel

extension MessageBuilder {
  /// TCA_KIND and TCA_OPTIONS of a discipline. `isNew`: settings that cannot be changed later too.
  func putDiscipline(_ discipline: QueueDiscipline, isNew: Bool) {
    put(TrafficAttribute.kind, name: discipline.kind)
    switch discipline {
    case .htb(let minor): putHTB(defaultMinor: minor)
    case .cake(let memory, let end):
      nest(TrafficAttribute.options) {
        put(CakeAttribute.baseRate, number: UInt64(0))
        put(CakeAttribute.services, number: CakeAttribute.bestEffort)
        put(CakeAttribute.memory, number: memory)
        put(CakeAttribute.sharing, number: CakeAttribute.mode(of: end))
        // Hosts behind NAT are told apart by connection tracking, so that each gets its share.
        put(CakeAttribute.translated, number: UInt32(1))
        put(CakeAttribute.splitLarge, number: UInt32(1))
      }
    case .fqCodel(let packets, let memory, let flows):
      nest(TrafficAttribute.options) {
        put(FairQueueAttribute.limit, number: packets)
        put(FairQueueAttribute.memoryLimit, number: memory)
        if isNew { put(FairQueueAttribute.flows, number: flows) }
      }
    case .packetFIFO(let limit): put(TrafficAttribute.options, number: limit)
    case .ingress, .other: break
    }
  }

  /// `tc_htb_glob`.
  private func putHTB(defaultMinor: UInt16) {
    var settings = ByteWriter()
    settings.write(HTBAttribute.version)
    settings.write(HTBAttribute.rateToQuantum)
    settings.write(UInt32(defaultMinor))
    settings.write(UInt64(0))  // debug, direct packets
    nest(TrafficAttribute.options) { put(HTBAttribute.initial, settings.bytes) }
  }
}

extension Qdisc {
  /// Settings that we would not make ourselves are read as `.other`, so that they never look right.
  init(_ record: TrafficRecord) {
    self.init(
      parent: record.parent, handle: record.handle,
      discipline: QueueDiscipline(record) ?? .other(record.kind.bytes))
  }
}

extension QueueDiscipline {
  init?(_ record: TrafficRecord) {
    let options = record.attributes.nest(TrafficAttribute.options)
    switch record.kind {
    case "htb":
      guard let settings = options?[HTBAttribute.initial] else { return nil }
      var reader = ByteReader(settings)
      guard reader.readBytes(8) != nil, let minor = reader.readInteger(UInt32.self),
        let short = UInt16(exactly: minor)
      else { return nil }
      self = .htb(defaultMinor: short)
    case "cake":
      guard let options, let memory = options.number(CakeAttribute.memory, UInt32.self),
        options.number(CakeAttribute.baseRate) == UInt64(0),
        options.number(CakeAttribute.services) == CakeAttribute.bestEffort,
        options.number(CakeAttribute.translated) == UInt32(1),
        let mode = options.number(CakeAttribute.sharing, UInt32.self),
        let end = CakeAttribute.end(of: mode)
      else { return nil }
      self = .cake(memoryLimit: memory, sharedBy: end)
    case "fq_codel":
      guard let options, let packets = options.number(FairQueueAttribute.limit, UInt32.self),
        let memory = options.number(FairQueueAttribute.memoryLimit, UInt32.self),
        let flows = options.number(FairQueueAttribute.flows, UInt32.self)
      else { return nil }
      self = .fqCodel(packetLimit: packets, memoryLimit: memory, flows: flows)
    case "pfifo":
      guard let limit = record.attributes.number(TrafficAttribute.options, UInt32.self) else {
        return nil
      }
      self = .packetFIFO(limit: limit)
    case "ingress": self = .ingress
    default: return nil
    }
  }
}
