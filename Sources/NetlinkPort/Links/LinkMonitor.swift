internal import EdgeTypes
public import LinuxPort

/// Says whether the interface of one name can carry traffic, at the start and at every change.
///
/// The kernel is the truth: all links are read at the start, after a lost event, and every 30 s.
/// An interface that does not exist is down; it may appear, be renamed away, or come back later.
public final class LinkMonitor {
  private let name: [UInt8]
  private let onChange: (Bool) -> Void
  private var monitor: NetlinkMonitor?
  private var reread: Timer?
  private var table = LinkTable()
  /// Dumps that met a change on their way, one after another.
  private var interruptions = 0
  /// The last thing that was said; nil before the first dump has ended.
  private var said: Bool?

  /// - Parameter device: the kernel's name of the interface.
  /// - Throws: `.unavailable` if there is no route socket or it cannot be watched.
  public init(
    on loop: EventLoop, device: [UInt8], onChange: @escaping (Bool) -> Void
  ) throws(NetlinkError) {
    (name, self.onChange) = (device, onChange)
    monitor = try NetlinkMonitor(
      on: loop, .route, groups: [RouteMessage.groupLink],
      isOfInterest: { [unowned(unsafe) self] message in
        self.table.take(message)
        return true
      }, onNews: { [unowned(unsafe) self] in self.consider($0) })
    reread = Timer(on: loop, every: .seconds(30)) { [unowned(unsafe) self] in self.readAgain() }
    try ask()
  }

  /// The answers come among the events.
  private func ask() throws(NetlinkError) {
    guard let connection = monitor?.connection else { return }
    table.beginDump()
    try connection.send(listLinks(sequence: connection.nextSequence()))
  }

  /// A dump that cannot be asked for now is asked for again by the timer.
  private func readAgain() {
    interruptions = 0
    try? ask()
  }

  private func consider(_ news: NetlinkMonitor.News) {
    if news == .everything {
      readAgain()
    } else if table.needsDump {
      interruptions += 1
      if interruptions < NetlinkConnection.dumpAttempts { try? ask() } else { table.complete() }
    }
    guard table.isComplete else { return }
    let up = table.carriesTraffic(name)
    if up != said {
      said = up
      onChange(up)
    }
  }
}
