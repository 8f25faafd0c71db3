internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import PacketCryptLite

/// The local pool on the loop: carries requests in and answers out, and decides nothing.
final class PoolServer {
  /// How long checking may keep the loop from its other work; one check takes a millisecond or two.
  private static let slice = Interval.milliseconds(8)

  private(set) var pool: LocalPool
  private let loop: EventLoop
  private let clock: PoolClock
  private var waiting: [(id: UInt64, exchange: HTTPExchange)] = []
  private var slow: [SlowReply] = []
  private var checks: Timer?

  init(on loop: EventLoop, settings: LocalPoolSettings, clock: PoolClock) {
    (self.loop, self.clock) = (loop, clock)
    pool = LocalPool(settings: settings, functions: .packetCrypt, now: clock.now())
    checks = Timer(on: loop) { [self] in check() }
  }

  var statisticsLine: Text {
    pool.statistics.line(height: pool.tipHeight(at: clock.now()))
  }

  func serve(_ exchange: HTTPExchange) {
    var headers: [(name: [UInt8], value: [UInt8])] = []
    for field in exchange.request.headers.fields {
      headers.append((ASCII.lowercased(field.name), field.value))
    }
    let request = PoolRequest(
      method: exchange.request.method, path: exchange.request.target, headers: headers,
      body: exchange.request.body)
    switch pool.handle(request, now: clock.now()) {
    case .answer(let answer): send(answer, to: exchange)
    case .queued(let id):
      waiting.append((id, exchange))
      exchange.onClose { [self] in forget(id) }
      if checks?.isArmed == false { checks?.start(after: .zero) }
    }
  }

  /// Checks announcements for one slice, then lets the loop serve others.
  private func check() {
    let start = MonotonicClock.now()
    while pool.hasWork, MonotonicClock.now().since(start) < PoolServer.slice {
      guard let done = pool.advance(now: clock.now()) else { continue }
      let exchange = waiting.first { $0.id == done.id }?.exchange
      waiting.removeAll { $0.id == done.id }
      if let exchange { send(done.answer, to: exchange) }
    }
    if pool.hasWork { checks?.start(after: .zero) }
  }

  private func forget(_ id: UInt64) {
    waiting.removeAll { $0.id == id }
    pool.abandon(id)
  }

  private func send(_ answer: PoolAnswer, to exchange: HTTPExchange) {
    switch answer {
    case .document(let document): exchange.send(document)
    case .raw(let bytes):
      exchange.sendRaw(bytes)
      exchange.closeAfterSending()
    case .half(let document):
      let length = document.body.count
      exchange.beginFixed(
        status: document.status, headers: document.fields, announcedLength: max(1, length))
      exchange.sendRaw(Array(document.body.prefix(length / 2)))
      exchange.closeAfterSending()
    case .hangUp: exchange.closeAfterSending()
    case .reset: exchange.reset()
    case .late, .stream, .trickle, .silence: hold(answer, exchange)
    }
  }

  /// Keeps what takes time until it is done or the client has gone.
  private func hold(_ answer: PoolAnswer, _ exchange: HTTPExchange) {
    let reply = SlowReply(exchange, on: loop)
    slow.append(reply)
    reply.onEnd = { [self] in slow.removeAll { $0 === reply } }
    exchange.onClose { reply.end() }
    reply.begin(answer)
  }
}

/// Milliseconds since 1970 that never go back, whatever happens to the calendar's clock.
struct PoolClock {
  private let wall = UInt64(clamping: WallClock.unixMilliseconds())
  private let start = MonotonicClock.now()

  func now() -> UInt64 { wall &+ MonotonicClock.now().since(start).wholeMilliseconds }
}

extension PoolFunctions {
  /// The real cryptography.
  static var packetCrypt: PoolFunctions {
    PoolFunctions(
      hash32: { Blake2b.hash32($0) },
      check: { bytes, parentHash in
        guard let announcement = Announcement(bytes) else { return .inval }
        switch announcement.check(parentHash: parentHash).verdict {
        case .ok: return .ok
        case .invalid: return .inval
        case .invalidItem4: return .invalItem4
        case .insufficientWork: return .insufficientWork
        case .softNonceHigh: return .softNonceHigh
        case .unsupported: return .unsupported
        }
      })
  }
}
