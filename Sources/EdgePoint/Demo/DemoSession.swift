internal import EdgeControl
internal import EdgeTypes
internal import JSON
internal import LinuxPort

/// What both sides said at one moment.
struct DemoSample {
  var elapsed = Interval.zero
  var status: StatusDocument?
  var pool: PoolCount?
}

/// The time in between: asks the service and the pool once a second.
final class DemoSession {
  private let loop: EventLoop
  private let socket: [UInt8]
  private let client: HTTPClient
  private let statsURL: Text
  private let length: Interval
  private let onSample: (DemoSample) -> Void
  private let start = MonotonicClock.now()
  private var last: DemoSample?
  private var wasInterrupted = false
  private var isAsking = false

  init(
    _ loop: EventLoop, _ socket: [UInt8], _ poolURL: Text, _ length: Interval,
    onSample: @escaping (DemoSample) -> Void
  ) {
    (self.loop, self.socket, self.length, self.onSample) = (loop, socket, length, onSample)
    client = HTTPClient(on: loop)
    statsURL = "\(poolURL)/stats.json"
  }

  /// - Returns: the last sample, in which the pool was asked after the service so that what the
  ///   service has counted must already be in the pool's count.
  func run() throws(DemoFailure) -> (sample: DemoSample?, wasInterrupted: Bool) {
    let ticks = Timer(on: loop, every: .seconds(1)) { [self] in ask() }
    let end = Timer(on: loop, after: length) { [self] in loop.stop() }
    let interrupt: SignalWatch
    do throws(LoopError) {
      interrupt = try SignalWatch(on: loop, .interrupt) { [self] in
        wasInterrupted = true
        loop.stop()
      }
    } catch {
      throw DemoFailure(text: error.text)
    }
    loop.run()
    ticks.cancel()
    end.cancel()
    withExtendedLifetime(interrupt) {}
    isAsking = false
    ask()
    loop.run(atMost: .seconds(2), until: { !self.isAsking })
    return (last, wasInterrupted)
  }

  private func ask() {
    guard !isAsking else { return }
    isAsking = true
    var sample = DemoSample(elapsed: MonotonicClock.now().since(start))
    sample.status = statusNow()
    var request = HTTPClientRequest(url: statsURL.bytes)
    request.limits = HTTPLimits(bodyBytes: 65_536)
    client.send(request) { [self] result in
      isAsking = false
      let isNews = sample.elapsed.wholeSeconds != last?.elapsed.wholeSeconds
      if case .success(let reply) = result { sample.pool = PoolCount(reply.body) }
      last = sample
      if isNews { onSample(sample) }
    }
  }

  /// Nil while the service is still starting.
  private func statusNow() -> StatusDocument? {
    do throws(ServiceConnection.Failure) {
      var service = try ServiceConnection(path: socket)
      return try service.status()
    } catch {
      return nil
    }
  }
}

extension PoolCount {
  /// The pool's `/stats.json`.
  fileprivate init?(_ body: [UInt8]) {
    guard let root = try? JSONValue.parse(body, limits: JSONLimits(bytes: 65_536)),
      let accepted = root.member("accepted")?.integer(UInt64.self),
      let rejected = root.member("rejected")?.integer(UInt64.self)
    else { return nil }
    self.init(accepted: accepted, rejected: rejected)
  }
}

extension EventLoop {
  /// Serves events until `isDone` or for `limit` at most.
  func run(atMost limit: Interval, until isDone: () -> Bool) {
    let end = MonotonicClock.now().advanced(by: limit)
    while !isDone(), MonotonicClock.now() < end { run(atMost: .milliseconds(20)) }
  }
}
