public import LinuxPort

/// Says that somebody changed an interface or its traffic control.
///
/// It does not say what: the kernel is read again. Many changes at once are one call.
public final class TrafficMonitor {
  private let monitor: NetlinkMonitor

  /// - Parameter ownPort: changes made through the socket of this number are passed over
  ///   (`TrafficSocket.port`); 0 = none are.
  /// - Throws: `.unavailable` if there is no route socket or it cannot be watched.
  public init(
    on loop: EventLoop, ignoring ownPort: UInt32 = 0, onChange: @escaping () -> Void
  ) throws(NetlinkError) {
    monitor = try NetlinkMonitor(
      on: loop, .route, groups: [RouteMessage.groupLink, RouteMessage.groupTraffic],
      isOfInterest: { $0.port == 0 || $0.port != ownPort }, onNews: { _ in onChange() })
  }
}
