public import EdgeConfig

/// Which parts of the service a new config touches: a reload does these and nothing else.
public struct ConfigChanges: Equatable, Sendable {
  public var logLevel = false
  public var stateDirectory = false
  public var wanDevice = false
  /// Anything that the miner policy reads.
  public var mining = false
  public var leds = false
  public var socket = false
  /// Classes, caps and schedules.
  public var traffic = false

  public init(from old: Config, to new: Config) {
    logLevel = old.globals.logLevel != new.globals.logLevel
    stateDirectory = old.globals.stateDirectory != new.globals.stateDirectory
    wanDevice = old.wan.device != new.wan.device
    mining = old.miner != new.miner || old.wan.metered != new.wan.metered
    leds = old.leds != new.leds
    socket = old.status != new.status
    traffic =
      old.classes != new.classes || old.caps != new.caps || old.schedules != new.schedules
      || old.wan.upload != new.wan.upload || old.wan.download != new.wan.download
      || old.wan.takeOver != new.wan.takeOver || old.wan.ping != new.wan.ping
      || old.leases != new.leases || old.guest != new.guest
  }

  /// The names of what changed, for the log and the reply to a reload.
  public var names: [StaticString] {
    var names: [StaticString] = []
    if logLevel { names.append("log_level") }
    if stateDirectory { names.append("state_dir") }
    if wanDevice { names.append("wan_device") }
    if mining { names.append("miner") }
    if leds { names.append("led") }
    if socket { names.append("socket") }
    if traffic { names.append("traffic") }
    return names
  }
}
