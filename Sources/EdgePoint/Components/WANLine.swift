internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import NetlinkPort

/// Whether the configured WAN interface carries traffic; without one the line is taken as up.
final class WANLine: Component {
  private(set) var isUp = true
  private let context: ServiceContext
  private var wan: WANConfig?
  private var monitor: LinkMonitor?

  init(_ context: ServiceContext) { self.context = context }

  func apply(_ config: Config, at now: Instant) {
    let before = wan
    wan = config.wan
    if before == nil || before?.device != config.wan.device { watch(config.wan.device) }
  }

  func report(to document: inout StatusDocument) {
    document.wan.device = wan?.device
    (document.wan.up, document.wan.metered) = (isUp, wan?.metered ?? false)
  }

  /// Replaces the watched interface; nil = none.
  private func watch(_ device: [UInt8]?) {
    monitor = nil
    guard let device else {
      isUp = true
      return
    }
    // Until the kernel has answered, which takes a moment, nothing is sent.
    isUp = false
    do throws(NetlinkError) {
      monitor = try LinkMonitor(on: context.loop, device: device) { [unowned(unsafe) self] up in
        self.context.log.notice(
          up ? "the WAN link is up" : "the WAN link is down", ["dev": Text(device)])
        self.isUp = up
        self.context.changed()
      }
    } catch {
      isUp = true
      context.log.error(
        "the WAN link cannot be watched and is taken as up", ["dev": Text(device)])
    }
  }
}
