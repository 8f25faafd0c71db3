import EdgeControl
import EdgeTypes

/// A line with a queue in front of each direction, and the echo requests that go through it, in
/// steps of a millisecond. Everybody sends as much as the shaper lets him.
struct SimulatedLine {
  struct Way {
    /// What it really carries, bit/s.
    var capacity: UInt64
    /// What somebody wants to send, bit/s.
    var offered: UInt64 = 0
    /// The longest queue, ms at full capacity.
    var buffer: UInt64 = 1_000
    /// Waiting, in bits.
    var queued: UInt64 = 0
    var bytes: UInt64 = 0

    var delay: Interval { .milliseconds(queued * 1_000 / capacity) }

    /// One millisecond; `countsArrivals`: the interface counts what leaves the queue, not what
    /// enters it.
    mutating func step(shapedTo rate: BitRate?, countsArrivals: Bool) {
      let entering = min(offered, rate?.bitsPerSecond ?? .max) / 1_000
      let leaving = min(queued + entering, capacity / 1_000)
      queued = min(queued + entering - leaving, capacity / 1_000 * buffer)
      bytes += (countsArrivals ? leaving : entering) / 8
    }
  }

  var up: Way
  var down: Way
  var rates: LineRates
  /// The round trip without queues.
  var distance = Interval.milliseconds(10)
  /// Whether the host answers the request of this number.
  var answers: (UInt64) -> Bool = { _ in true }
  private(set) var now = Instant(microseconds: 1_000_000)
  /// Changes that were asked of the kernel.
  private(set) var changes = 0
  private(set) var worstDelay = Interval.zero
  private var asked: UInt64 = 0
  private var nextAt = Instant.zero
  private var waitEndsAt = Instant.distantFuture
  private var underway: [(arrives: Instant, roundTrip: Interval)] = []

  init(up: UInt64 = 10_000_000, down: UInt64 = 40_000_000, hasPlainQueues: Bool = false) {
    (self.up, self.down) = (Way(capacity: up), Way(capacity: down))
    rates = LineRates(
      upload: BitRate(bitsPerSecond: up), download: BitRate(bitsPerSecond: down),
      hasPlainQueues: hasPlainQueues)
  }

  var upload: UInt64 { rates.upload?.bitsPerSecond ?? 0 }
  var download: UInt64 { rates.download?.bitsPerSecond ?? 0 }

  mutating func run(milliseconds: UInt64, watch: (Self) -> Void = { _ in }) {
    for _ in 0..<milliseconds {
      step()
      watch(self)
    }
  }

  /// Milliseconds until it is so; nil = not within `limit`.
  mutating func time(atMost limit: UInt64, until isSo: (Self) -> Bool) -> UInt64? {
    for elapsed in 0...limit {
      if isSo(self) { return elapsed }
      step()
    }
    return nil
  }

  mutating func forgetWorst() { worstDelay = .zero }

  private mutating func step() {
    now = now.advanced(by: .milliseconds(1))
    up.step(shapedTo: rates.upload, countsArrivals: false)
    down.step(shapedTo: rates.download, countsArrivals: true)
    worstDelay = max(worstDelay, max(up.delay, down.delay))
    while let first = underway.first, first.arrives <= now {
      underway.removeFirst()
      if rates.answer(first.roundTrip, at: now) { changes += 1 }
    }
    if now >= waitEndsAt {
      waitEndsAt = .distantFuture
      if rates.endWait(at: now) { changes += 1 }
    }
    if now >= nextAt { ask() }
  }

  private mutating func ask() {
    let wait = rates.begin(sent: up.bytes, received: down.bytes, at: now)
    waitEndsAt = now.advanced(by: wait)
    nextAt = now.advanced(by: rates.pace)
    asked += 1
    guard answers(asked) else { return }
    let microseconds = [distance, up.delay, down.delay].reduce(0) { $0 + $1.microseconds }
    let roundTrip = Interval(microseconds: microseconds)
    underway.append((now.advanced(by: roundTrip), roundTrip))
  }
}
