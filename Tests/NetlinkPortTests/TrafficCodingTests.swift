import EdgeTypes
import NetModel
import Testing

@testable import NetlinkPort

/// Encoding and decoding without a kernel; also what the build machine's kernel does not have.
@Suite struct TrafficCodingTests {
  let device = Array("wan0".utf8)
  let devices = LinkTable(links: [
    LinkInfo(index: 7, name: Array("wan0".utf8), isUp: true, hasCarrier: true),
    LinkInfo(index: 9, name: Array("ep-wan0".utf8), isUp: true, hasCarrier: true),
  ])

  @Test func everyDiscipline_isReadAsItWasWritten() throws {
    let disciplines: [QueueDiscipline] = [
      .htb(defaultMinor: 0x10), .cake(memoryLimit: 1_000_000),
      .cake(memoryLimit: 1_000_000, sharedBy: .destination), .packetFIFO(limit: 32), .ingress,
      .fqCodel(packetLimit: 100, memoryLimit: 262_144, flows: 64), .other(Array("red".utf8)),
    ]
    for discipline in disciplines {
      let qdisc = Qdisc(parent: .root, handle: TrafficHandle(0xED0), discipline: discipline)
      let record = try record(.addQdisc(device: device, qdisc))
      #expect(Qdisc(record) == qdisc)
      #expect(record.device == 7)
    }
  }

  @Test func cakeWithARateOfItsOwn_isNotTakenForOurs() throws {
    let builder = MessageBuilder(type: RouteMessage.newQdisc, flags: 0, sequence: 1)
    builder.appendTraffic(device: 7, parent: .root)
    builder.put(TrafficAttribute.kind, name: "cake")
    builder.nest(TrafficAttribute.options) {
      builder.put(CakeAttribute.baseRate, number: UInt64(1_000_000))
      builder.put(CakeAttribute.services, number: CakeAttribute.bestEffort)
      builder.put(CakeAttribute.sharing, number: CakeAttribute.mode(of: .source))
      builder.put(CakeAttribute.translated, number: UInt32(1))
      builder.put(CakeAttribute.memory, number: UInt32(1))
    }
    let record = try record(of: builder.bytes())
    #expect(Qdisc(record).discipline == .other(Array("cake".utf8)))
  }

  @Test(arguments: [8_000, 1_000_000, 20_000_000, 999_999_992, 40_000_000_000] as [UInt64])
  func everyRate_isReadAsItWasWritten(rate: UInt64) throws {
    var htbClass = HTBClass(
      parent: TrafficHandle(0xED0, 1), handle: TrafficHandle(0xED0, 0x20),
      rate: BitRate(bitsPerSecond: rate), ceiling: BitRate(bitsPerSecond: rate * 2))
    (htbClass.priority, htbClass.quantum) = (7, 1_514)
    for burst: UInt32 in [0, 1, 1_514, 9_000] {
      (htbClass.burst, htbClass.ceilingBurst) = (burst, burst)
      let found = try #require(HTBClass(try record(.addClass(device: device, htbClass))))
      // A tick of 64 ns is up to 8 bytes at 1 Gbit/s.
      let tolerance = UInt32(rate * 2 / 8 * 64 / 1_000_000_000)
      #expect((burst...burst + tolerance).contains(found.burst))
      #expect((burst...burst + tolerance).contains(found.ceilingBurst))
      #expect(found.rate == htbClass.rate && found.ceiling == htbClass.ceiling)
      let again = try #require(HTBClass(try record(.addClass(device: device, found))))
      #expect(again == found)
    }
  }

  @Test func extremeNumbers_saturate() {
    #expect(bytes(ticks: .max, bytesPerSecond: .max) == .max)
    #expect(ticks(bytes: .max, bytesPerSecond: 0) == .max)
    #expect(ticks(bytes: .max, bytesPerSecond: .max) == 1)
    #expect(ticks(bytes: 0, bytesPerSecond: .max) == 0)
  }

  @Test func everyFilter_isReadAsItWasWritten() throws {
    let classify = PacketAction.classify(TrafficHandle(0xED1, 0x30))
    let ifb = Array("ep-wan0".utf8)
    var filters: [TrafficFilter] = sampleFilters(major: 0xED1)
    let others: [(PacketMatch, PacketAction)] = [
      (.mark(0xED00_0030, mask: ConnectionMark.mask), classify),
      (.all, .redirect(device: ifb, restoringMark: nil)),
      (.all, .redirect(device: ifb, restoringMark: ConnectionMark.mask)),
      (.ipv4Destination(IPv4Address(bits: 0), prefixLength: 0), classify),
      (.ipv6Destination(IPv6Address(high: 0, low: 0), prefixLength: 0), classify),
      (.ipv6Destination(IPv6Address(high: .max, low: .max), prefixLength: 128), classify),
    ]
    for (match, action) in others {
      filters.append(
        TrafficFilter(
          parent: TrafficHandle(0xED1), preference: 0xED0, match: match, action: action))
    }
    for filter in filters {
      let record = try record(.addFilter(device: device, filter))
      let (ours, foreign) = sortFilters([record], parent: filter.parent, devices: devices)
      #expect(ours == [filter])
      #expect(foreign == [])
    }
  }

  @Test(arguments: 0...128)
  func networkOfIPv6_comparesTheWordsOfItsPrefix(_ length: Int) {
    let (highBits, lowBits) = (min(length, 64), max(length - 64, 0))
    let network = IPv6Address(
      high: highBits == 0 ? 0 : .max << UInt64(64 - highBits),
      low: lowBits == 0 ? 0 : .max << UInt64(64 - lowBits))
    let match = PacketMatch.ipv6Destination(network, prefixLength: length)
    #expect(match.words.count == max((length + 31) / 32, 1))
    #expect(PacketMatch(etherType: EtherType.ipv6, words: match.words) == match)
  }

  @Test func twoFiltersOfOnePreference_areForeign() throws {
    let filter = sampleFilters(major: 0xED1)[0]
    let record = try record(.addFilter(device: device, filter))
    let (ours, foreign) = sortFilters([record, record], parent: filter.parent, devices: devices)
    #expect(ours == [])
    #expect(foreign == [filter.preference])
  }

  @Test func unknownInterface_isRefused() {
    let nobody = TrafficChange.setUp(Array("nobody".utf8))
    #expect(throws: NetlinkError.refused(19)) { try nobody.message(sequence: 1, devices: devices) }
  }

  @Test func everyPrefixAndEveryChangedByte_isSurvived() throws {
    let tree = sampleTree("wan0", major: 0xED0, leases: 0)
    var changes =
      tree.additions + sampleFilters(major: 0xED0).map { .addFilter(device: device, $0) }
    let redirect = TrafficFilter(
      parent: .ingressQdisc, preference: 0xED0, match: .all,
      action: .redirect(device: Array("ep-wan0".utf8), restoringMark: 1))
    changes.append(.addFilter(device: device, redirect))
    changes.append(
      .addQdisc(
        device: device,
        Qdisc(parent: .root, handle: TrafficHandle(1), discipline: .cake(memoryLimit: 1))))
    for change in changes {
      let whole = try change.message(sequence: 1, devices: devices)
      for count in 0...whole.count { #expect(readEverything(Array(whole.prefix(count))) <= 1) }
      for position in whole.indices {
        for value in [UInt8(0), 1, 0x7F, 0x80, 0xFF] {
          var changed = whole
          changed[position] = value
          #expect(readEverything(changed) <= 1)
        }
      }
    }
  }

  @Test func lastMessageOfABatch_asksForAnAnswer() throws {
    var batch = MessageBatch()
    for sequence: UInt32 in 41...43 {
      let change = TrafficChange.setUp(device)
      batch.append(try change.message(sequence: sequence, devices: devices), position: 0)
    }
    #expect(batch.lastSequence == 43)
    let flags = netlinkMessages(in: batch.sealed).map { $0.flags & NetlinkFlag.acknowledge }
    #expect(flags == [0, 0, NetlinkFlag.acknowledge])
  }

  @Test func classesThatContradictThemselves_areSortedAllTheSame() {
    var traffic = InterfaceTraffic(device: device)
    let rate = BitRate(bitsPerSecond: 8)
    let (first, second) = (TrafficHandle(1, 1), TrafficHandle(1, 2))
    traffic.classes = [
      HTBClass(parent: second, handle: first, rate: rate, ceiling: rate),
      HTBClass(parent: first, handle: second, rate: rate, ceiling: rate),
    ]
    traffic.sort()
    #expect(traffic.classes.count == 2)
  }

  /// Every decoder on one datagram; how many messages it held.
  private func readEverything(_ datagram: [UInt8]) -> Int {
    let records = netlinkMessages(in: datagram)
    for one in records {
      _ = (one.errorCode, LinkInfo(one.body)?.traffic)
      guard let record = TrafficRecord(one.body) else { continue }
      _ = (Qdisc(record), HTBClass(record), TrafficCounters(record))
      _ = sortFilters([record], parent: record.parent, devices: devices)
    }
    return records.count
  }

  private func record(_ change: TrafficChange) throws -> TrafficRecord {
    try record(of: change.message(sequence: 1, devices: devices))
  }

  private func record(of bytes: [UInt8]) throws -> TrafficRecord {
    let one = try #require(netlinkMessages(in: bytes).first)
    return try #require(TrafficRecord(one.body))
  }
}
