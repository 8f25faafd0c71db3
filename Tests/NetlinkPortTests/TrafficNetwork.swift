import EdgeTypes
import Glibc
import NetModel
import NetlinkPort
import Testing

/// Runs `body` on a thread of its own in a new network namespace; other tests do not notice.
///
/// False, and a printed word, where namespaces are not permitted.
func onPrivateThread(_ body: @escaping () -> Void) -> Bool {
  let work = NetworkWork(body)
  var thread = pthread_t()
  let pointer = Unmanaged.passRetained(work).toOpaque()
  let started = pthread_create(
    &thread, nil,
    { pointer in
      guard let pointer else { return nil }
      let work = Unmanaged<NetworkWork>.fromOpaque(pointer).takeRetainedValue()
      work.isPermitted = (try? NetworkNamespace.makeAndEnter()) != nil
      if work.isPermitted { work.body() }
      return nil
    }, pointer)
  guard started == 0 else { return false }
  pthread_join(thread, nil)
  if !work.isPermitted { print("skipped: no permission for network namespaces") }
  return work.isPermitted
}

private final class NetworkWork {
  let body: () -> Void
  var isPermitted = false
  init(_ body: @escaping () -> Void) { self.body = body }
}

/// A tree as the governor makes it: the line, the owner, guests and the miner, and `leases` more.
func sampleTree(_ device: String, major: UInt16, leases: UInt16 = 2) -> InterfaceTraffic {
  var traffic = InterfaceTraffic(device: Array(device.utf8))
  func megabit(_ number: UInt64) -> BitRate { BitRate(bitsPerSecond: number * 1_000_000) }
  func add(_ minor: UInt16, under parent: UInt16, _ rate: BitRate, _ ceiling: BitRate, leaf: Bool) {
    let handle = TrafficHandle(major, minor)
    var one = HTBClass(
      parent: TrafficHandle(major, parent), handle: handle, rate: rate, ceiling: ceiling)
    (one.burst, one.ceilingBurst, one.quantum, one.priority) = (3_100, 4_000, 1_514, 3)
    traffic.classes.append(one)
    guard leaf else { return }
    let queue = QueueDiscipline.packetFIFO(limit: 32)
    traffic.qdiscs.append(
      Qdisc(parent: handle, handle: TrafficHandle(0x1000 + minor), discipline: queue))
  }
  traffic.qdiscs.append(
    Qdisc(parent: .root, handle: TrafficHandle(major), discipline: .htb(defaultMinor: 0x10)))
  add(1, under: 0, megabit(20), megabit(20), leaf: false)
  add(0x10, under: 1, megabit(10), megabit(20), leaf: true)
  add(0x20, under: 1, megabit(2), megabit(10), leaf: false)
  add(0x30, under: 1, BitRate(bitsPerSecond: 200_000), megabit(20), leaf: true)
  add(0x21, under: 0x20, BitRate(bitsPerSecond: 8_000), megabit(10), leaf: true)
  for lease in 0..<leases { add(0x100 + lease, under: 0x20, megabit(1), megabit(10), leaf: true) }
  traffic.sortForComparison()
  return traffic
}

/// Filters of every kind that the u32 classifier can say, and one for each lease.
func sampleFilters(major: UInt16, leases: UInt16 = 2) -> [TrafficFilter] {
  var matches: [(PacketMatch, UInt16)] = [
    (.addressResolution, 0), (.neighbourDiscovery(type: 132, mask: 0xFC), 0),
    (.neighbourDiscovery(type: 136, mask: 0xFE), 0),
    (.ipv4Destination(IPv4Address(bits: 0x0A63_0000), prefixLength: 24), 0x21),
    (
      .ipv6Destination(IPv6Address(high: 0xFD77_0000_0000_0000, low: 0), prefixLength: 64), 0x21
    ),
  ]
  for lease in 0..<leases {
    let address = IPv4Address(bits: 0x0A63_0100 + UInt32(lease))
    matches.append((.ipv4Destination(address, prefixLength: 32), 0x100 + lease))
  }
  return matches.enumerated().map { position, match in
    TrafficFilter(
      parent: TrafficHandle(major), preference: 0xE000 + UInt16(position), match: match.0,
      action: .classify(TrafficHandle(major, match.1)))
  }
}

extension InterfaceTraffic {
  /// The order in which the kernel's state is read back.
  mutating func sortForComparison() {
    let root = qdiscs.filter { $0.parent == .root || $0.parent == .ingress }
    let rest = qdiscs.filter { $0.parent != .root && $0.parent != .ingress }
    qdiscs = root.sorted { $0.parent > $1.parent } + rest.sorted { $0.handle < $1.handle }
  }

  /// Everything, parents first.
  var additions: [TrafficChange] {
    let outer = qdiscs.filter { $0.parent == .root || $0.parent == .ingress }
    let inner = qdiscs.filter { $0.parent != .root && $0.parent != .ingress }
    return outer.map { .addQdisc(device: device, $0) }
      + classes.map { .addClass(device: device, $0) }
      + inner.map { .addQdisc(device: device, $0) }
      + filters.map { .addFilter(device: device, $0) }
  }
}

/// An address of a test; `0.0.0.0` for what is none.
func address(_ text: String) -> IPv4Address {
  IPv4Address(text: Array(text.utf8)) ?? IPv4Address(bits: 0)
}

/// What an interface has now.
func read(_ device: [UInt8], by socket: TrafficSocket) throws -> InterfaceTraffic? {
  try socket.read(device, in: socket.snapshot())
}
