public import EdgeTypes

/// Two counts of the same traffic that differ by more than 1 %.
public struct Disagreement: Equatable, Sendable {
  /// What was counted twice: the line, or with a class what that sent or received.
  public struct Pair: Equatable, Sendable {
    public var trafficClass: TrafficClass?
    public var direction: Direction

    public init(_ trafficClass: TrafficClass?, _ direction: Direction) {
      (self.trafficClass, self.direction) = (trafficClass, direction)
    }

    static var all: [Pair] {
      let counted = TrafficClass.allCases.filter { $0.counters != nil }
      let subjects: [TrafficClass?] = [nil] + counted.map { Optional($0) }
      return subjects.flatMap { one in Direction.allCases.map { Pair(one, $0) } }
    }
  }
  public var pair: Pair
  /// What the interface (for the line) or the packet rules (for a class) counted.
  public var seen: UInt64
  /// What that should be by the queues' count.
  public var expected: ClosedRange<UInt64>

  public var text: Text {
    let isUp = pair.direction == .up
    let who: Text =
      pair.trafficClass.map { one in
        "the packet rules saw \(one.name) \(isUp ? "send" : "receive" as StaticString)"
      } ?? "the WAN interface \(isUp ? "sent" : "received" as StaticString)"
    return """
      \(who) \(Figures.size(seen)) while the queues explain \(Figures.size(expected.lowerBound)) to \
      \(Figures.size(expected.upperBound)); caps are charged the larger
      """
  }
}

/// Compares two counters over a stretch that is long enough for readings that are not taken at the
/// same instant.
struct Comparison: Equatable, Sendable {
  static var all: [Comparison] { Disagreement.Pair.all.map { Comparison(pair: $0) } }

  private static let leastTime = Interval.seconds(60)
  private static let leastBytes: UInt64 = 8 << 20

  let pair: Disagreement.Pair
  private(set) var alarm: Disagreement?
  private var start: TrafficReading?
  private var startedAt = Instant.zero

  init(pair: Disagreement.Pair) { self.pair = pair }

  /// Returns the bytes that were seen and that the queues cannot explain; 0 without an alarm, and
  /// as long as it is too early to compare.
  mutating func take(_ reading: TrafficReading, at now: Instant) -> UInt64 {
    guard let start, let step = step(from: start, to: reading) else {
      (start, startedAt) = (reading, now)
      return 0
    }
    guard now.since(startedAt) >= Self.leastTime,
      max(step.seen, step.queue.bytes) >= Self.leastBytes
    else { return 0 }
    let expected = expected(step.queue, reading)
    let low = expected.lowerBound - expected.lowerBound / 100
    let (high, overflow) = expected.upperBound.addingReportingOverflow(expected.upperBound / 100)
    let agrees = step.seen >= low && (overflow || step.seen <= high)
    alarm = agrees ? nil : Disagreement(pair: pair, seen: step.seen, expected: expected)
    (self.start, startedAt) = (reading, now)
    return agrees ? 0 : step.seen - min(step.seen, expected.upperBound)
  }

  /// What the other counter may have seen of what the queue sent.
  ///
  /// Packets have shed their link header, if it is counted at all (some drivers add 4 bytes of
  /// check sequence); merged segments were one packet with one header of at most 66 bytes in 1,500;
  /// what is counted before the queue may have been dropped by it or wait in it.
  private func expected(_ queue: ClassReading, _ reading: TrafficReading) -> ClosedRange<UInt64> {
    let isLine = pair.trafficClass == nil
    let isBeforeQueue = isLine == (pair.direction == .down)
    let headers = min(queue.packets.multiplied(by: reading.linkHeader), queue.bytes)
    let merged = reading.mergesSegments ? queue.bytes / 22 : 0
    let bare = queue.bytes - headers
    let low = bare - min(bare, merged)
    var high = isLine ? queue.bytes.added(queue.packets.multiplied(by: 4)) : bare
    if isBeforeQueue {
      high = high.added(queue.drops.multiplied(by: 1_514)).added(queue.backlog)
    }
    return low...max(low, high)
  }

  /// Nil if something cannot be read or began anew.
  private func step(
    from start: TrafficReading, to end: TrafficReading
  ) -> (seen: UInt64, queue: ClassReading)? {
    guard start.boot == end.boot, let old = counters(start), let new = counters(end),
      new.seen >= old.seen, new.queue.bytes >= old.queue.bytes,
      new.queue.packets >= old.queue.packets, new.queue.drops >= old.queue.drops
    else { return nil }
    var queue = ClassReading()
    queue.bytes = new.queue.bytes - old.queue.bytes
    queue.packets = new.queue.packets - old.queue.packets
    queue.drops = new.queue.drops - old.queue.drops
    queue.backlog = new.queue.backlog.added(old.queue.backlog)
    return (new.seen - old.seen, queue)
  }

  private func counters(_ reading: TrafficReading) -> (seen: UInt64, queue: ClassReading)? {
    let direction = pair.direction
    let queues = reading.queues[direction]
    let found: (seen: UInt64?, queue: ClassReading?)
    if let one = pair.trafficClass {
      if direction == .down, !reading.sortsDownloads { return nil }
      found = (reading.counts?[one][direction], queues?[one])
    } else {
      found = (direction == .up ? reading.sent : reading.received, queues?.sum)
    }
    guard let seen = found.seen, let queue = found.queue else { return nil }
    return (seen, queue)
  }
}

extension UInt64 {
  fileprivate func added(_ more: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(more)
    return overflow ? .max : sum
  }

  fileprivate func multiplied(by factor: UInt64) -> UInt64 {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
  }
}
