internal import CEvent

/// What a descriptor is ready for.
public struct Readiness: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  public static let read = Readiness(rawValue: 1)
  public static let write = Readiness(rawValue: 2)

  var eventFlags: Int16 {
    (contains(.read) ? Int16(EV_READ) : 0) | (contains(.write) ? Int16(EV_WRITE) : 0)
  }
}

/// Calls back while a descriptor is ready; stops when this value goes away.
///
/// The descriptor belongs to the caller, who drops the watch before closing it.
public final class DescriptorWatch {
  private let loop: EventLoop
  private let event: OpaquePointer
  private let body: Unmanaged<WatchBody>

  public init(
    on loop: EventLoop, descriptor: Int32, for readiness: Readiness,
    run: @escaping (Readiness) -> Void
  ) throws(LoopError) {
    let body = Unmanaged.passRetained(WatchBody(run))
    let flags = readiness.eventFlags | Int16(EV_PERSIST)
    let event = event_new(loop.base, descriptor, flags, watchFired, body.toOpaque())
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

  public func pause() { event_del(event) }
  public func resume() { event_add(event, nil) }
}

private final class WatchBody {
  let run: (Readiness) -> Void
  init(_ run: @escaping (Readiness) -> Void) { self.run = run }
}

private func watchFired(_: Int32, _ what: Int16, _ body: UnsafeMutableRawPointer?) {
  guard let body else { return }
  var ready: Readiness = []
  if what & Int16(EV_READ) != 0 { ready.insert(.read) }
  if what & Int16(EV_WRITE) != 0 { ready.insert(.write) }
  Unmanaged<WatchBody>.fromOpaque(body).takeUnretainedValue().run(ready)
}
