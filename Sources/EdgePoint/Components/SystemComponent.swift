internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes

/// What the machine says about itself, read about once a second.
final class SystemComponent: Component {
  /// Reading takes some files of /proc and /sys; updates come in bursts.
  private static let pace = Interval.milliseconds(900)

  private let context: ServiceContext
  let processors: Int
  private(set) var milliCelsius: Int?
  private(set) var availableBytes: UInt64?
  private(set) var totalBytes: UInt64?
  private(set) var nameServers: [[UInt8]] = []
  private var readAt: Instant?

  init(_ context: ServiceContext) {
    self.context = context
    processors = context.machine.processors
  }

  /// After a reload everything is looked at again.
  func apply(_ config: Config, at now: Instant) { readAt = nil }

  func update(at now: Instant) {
    guard readAt.map({ now.since($0) >= Self.pace }) ?? true else { return }
    readAt = now
    milliCelsius = context.machine.milliCelsius
    (availableBytes, totalBytes) = context.machine.memory
    nameServers = context.machine.nameServers
  }

  func report(to document: inout StatusDocument) {
    document.system.milliCelsius = milliCelsius
    document.system.availableBytes = availableBytes
    document.system.processors = processors
  }
}
