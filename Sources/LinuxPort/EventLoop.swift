internal import CEvent
public import EdgeTypes

/// Why the event loop cannot do what was asked.
public enum LoopError: Error, Equatable, Sendable {
  /// The kernel has no epoll or no descriptor left.
  case unavailable
  /// The descriptor or signal cannot be watched.
  case cannotWatch

  public var text: Text {
    switch self {
    case .unavailable: "no event loop: the kernel gives no epoll descriptor"
    case .cannotWatch: "the kernel cannot wait for this descriptor"
    }
  }
}

/// One libevent loop; everything that is made on it must be used on the thread that runs it.
///
/// Watches keep their loop alive. Only one loop of a process may watch signals.
public final class EventLoop {
  let base: OpaquePointer

  public init() throws(LoopError) {
    guard let config = event_config_new() else { throw .unavailable }
    defer { event_config_free(config) }
    // libevent's own words are not in our log format; every failure comes back as an error anyway.
    event_set_log_callback { _, _ in }
    // The environment must not choose how we wait: the sandbox knows epoll only.
    event_config_set_flag(config, Int32(EVENT_BASE_FLAG_IGNORE_ENV.rawValue))
    guard let base = event_base_new_with_config(config) else { throw .unavailable }
    self.base = base
  }

  deinit { event_base_free(base) }

  /// Serves events until `stop()` is called or nothing is left to wait for.
  public func run() { event_base_dispatch(base) }

  /// Like `run()`, and also ends after `interval`.
  public func run(atMost interval: Interval) {
    var end = timeval(interval)
    event_base_loopexit(base, &end)
    event_base_dispatch(base)
  }

  /// Ends `run()` once the callbacks that are ready have been served.
  public func stop() { event_base_loopexit(base, nil) }
}

extension timeval {
  init(_ interval: Interval) {
    self.init(
      tv_sec: .init(clamping: min(interval.wholeSeconds, 1 << 31)),
      tv_usec: .init(interval.microseconds % 1_000_000))
  }
}
