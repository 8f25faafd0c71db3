internal import EdgeTypes
internal import LinuxPort
internal import NetlinkPort

/// Whether the configured WAN interface carries traffic; without one the line is taken as up.
final class WANLine {
  var onChange: () -> Void = {}
  private(set) var isUp = true
  private let loop: EventLoop
  private let log: Log
  private var monitor: LinkMonitor?

  init(on loop: EventLoop, log: Log) { (self.loop, self.log) = (loop, log) }

  /// Replaces the watched interface; nil = none.
  func watch(_ device: [UInt8]?) {
    monitor = nil
    guard let device else {
      isUp = true
      return
    }
    // Until the kernel has answered, which takes a moment, nothing is sent.
    isUp = false
    do throws(NetlinkError) {
      monitor = try LinkMonitor(on: loop, device: device) { [unowned(unsafe) self] up in
        self.log.notice(up ? "the WAN link is up" : "the WAN link is down", ["dev": Text(device)])
        self.isUp = up
        self.onChange()
      }
    } catch {
      isUp = true
      log.error("the WAN link cannot be watched and is taken as up", ["dev": Text(device)])
    }
  }
}
