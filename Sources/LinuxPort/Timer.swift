internal import CEvent
internal import CLinux
public import EdgeTypes

/// A timer that fires once or again and again; it stops when this value goes away.
///
/// Made disarmed; arming an armed timer moves it. Memory that runs out ends the process here as it
/// does in every Swift allocation.
public final class Timer {
  private let loop: EventLoop
  private let event: OpaquePointer
  private let body: Unmanaged<TimerBody>

  public init(on loop: EventLoop, run: @escaping () -> Void) {
    self.loop = loop
    body = Unmanaged.passRetained(TimerBody(run))
    guard let event = event_new(loop.base, -1, 0, timerFired, body.toOpaque()) else { abort() }
    self.event = event
  }

  /// Fires the first time one `interval` from now.
  public convenience init(on loop: EventLoop, every interval: Interval, run: @escaping () -> Void) {
    self.init(on: loop, run: run)
    start(every: interval)
  }

  public convenience init(on loop: EventLoop, after interval: Interval, run: @escaping () -> Void) {
    self.init(on: loop, run: run)
    start(after: interval)
  }

  deinit {
    event_free(event)  // First: from here on C cannot reach the body.
    body.release()
  }

  public func start(after interval: Interval) { arm(interval, flags: 0) }
  public func start(every interval: Interval) { arm(interval, flags: Int16(EV_PERSIST)) }
  public func cancel() { event_del(event) }
  public var isArmed: Bool { event_pending(event, Int16(EV_TIMEOUT), nil) != 0 }

  private func arm(_ interval: Interval, flags: Int16) {
    event_del(event)
    event_assign(event, loop.base, -1, flags, timerFired, body.toOpaque())
    var time = timeval(interval)
    event_add(event, &time)
  }
}

private final class TimerBody {
  let run: () -> Void
  init(_ run: @escaping () -> Void) { self.run = run }
}

private func timerFired(_: Int32, _: Int16, _ body: UnsafeMutableRawPointer?) {
  if let body { Unmanaged<TimerBody>.fromOpaque(body).takeUnretainedValue().run() }
}
