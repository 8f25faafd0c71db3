internal import CLinux

/// A thread with a small stack: workers keep their data elsewhere and call nothing deep.
struct WorkerThread {
  private static let stackBytes = 128 << 10
  private let handle: pthread_t

  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  /// Nil if the kernel gives no more threads.
  init?(_ run: @escaping () -> Void) {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return nil }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, Self.stackBytes)
    let body = Unmanaged.passRetained(Body(run))
    var handle = pthread_t()
    let result = pthread_create(
      &handle, &attributes,
      { argument in
        if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    guard result == 0 else {
      body.release()
      return nil
    }
    self.handle = handle
  }

  /// Waits for the thread's end; once only.
  func join() { pthread_join(handle, nil) }
}
