internal import CEvent
internal import CLinux

/// The signals that a service handles.
public enum Signal: Sendable {
  case terminate, interrupt, hangUp, child, kill, user1, user2, quit, stop, carryOn

  public var number: Int32 {
    switch self {
    case .terminate: SIGTERM
    case .interrupt: SIGINT
    case .hangUp: SIGHUP
    case .child: SIGCHLD
    case .kill: SIGKILL
    case .user1: SIGUSR1
    case .user2: SIGUSR2
    case .quit: SIGQUIT
    case .stop: SIGSTOP
    case .carryOn: SIGCONT
    }
  }

  /// A write to a reader that went away then fails with EPIPE instead of ending the process.
  public static func ignoreBrokenPipes() { ep_ignore_signal(SIGPIPE) }
}

/// Calls back on the loop's thread when the process gets a signal; the old handler returns when
/// this value goes away.
public final class SignalWatch {
  private let loop: EventLoop
  private let event: OpaquePointer
  private let body: Unmanaged<SignalBody>

  public init(on loop: EventLoop, _ signal: Signal, run: @escaping () -> Void) throws(LoopError) {
    let body = Unmanaged.passRetained(SignalBody(run))
    let flags = Int16(EV_SIGNAL | EV_PERSIST)
    let event = event_new(loop.base, signal.number, flags, signalFired, body.toOpaque())
    guard let event, event_add(event, nil) == 0 else {
      if let event { event_free(event) }
      body.release()
      throw .cannotWatch
    }
    (self.loop, self.event, self.body) = (loop, event, body)
  }

  deinit {
    event_free(event)
    body.release()
  }
}

private final class SignalBody {
  let run: () -> Void
  init(_ run: @escaping () -> Void) { self.run = run }
}

private func signalFired(_: Int32, _: Int16, _ body: UnsafeMutableRawPointer?) {
  if let body { Unmanaged<SignalBody>.fromOpaque(body).takeUnretainedValue().run() }
}
