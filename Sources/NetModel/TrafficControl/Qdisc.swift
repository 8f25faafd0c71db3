public import EdgeTypes

/// Whose addresses name the hosts that get equal shares: those who send, or those who receive.
public enum PacketEnd: Equatable, Sendable {
  case source
  case destination
}

/// A queueing discipline with the settings that we use of it.
public enum QueueDiscipline: Equatable, Sendable {
  /// Hierarchical token bucket; what nothing classifies goes to the class of this minor number.
  case htb(defaultMinor: UInt16)
  /// CAKE without a rate of its own, one tin, large packets split: bytes it may queue, and
  /// the end whose hosts get equal shares, those behind NAT as well.
  case cake(memoryLimit: UInt32, sharedBy: PacketEnd = .source)
  /// FQ-CoDel; the queue's bounds in packets and bytes, and its number of flow queues.
  case fqCodel(packetLimit: UInt32, memoryLimit: UInt32, flows: UInt32)
  /// A plain queue of so many packets.
  case packetFIFO(limit: UInt32)
  /// The place where filters see what arrives.
  case ingress
  /// A discipline that we do not make; the kernel's name for it.
  case other([UInt8])

  /// The kernel's name, TCA_KIND.
  public var kind: Text {
    switch self {
    case .htb: "htb"
    case .cake: "cake"
    case .fqCodel: "fq_codel"
    case .packetFIFO: "pfifo"
    case .ingress: "ingress"
    case .other(let name): Text(name)
    }
  }
}

/// One queueing discipline of one interface.
public struct Qdisc: Equatable, Sendable {
  public var parent: TrafficHandle
  public var handle: TrafficHandle
  public var discipline: QueueDiscipline
  public init(parent: TrafficHandle, handle: TrafficHandle, discipline: QueueDiscipline) {
    (self.parent, self.handle, self.discipline) = (parent, handle, discipline)
  }
}
