/// Everything that `/etc/config/edgepoint` can say, typed, with the safe defaults of an empty file.
///
/// An empty file mines nothing and lets no guest in.
public struct Config: Equatable, Sendable {
  public var globals = GlobalsConfig()
  public var wan = WANConfig()
  public var miner = MinerConfig()
  public var classes: [ClassConfig] = []
  public var caps: [CapConfig] = []
  public var schedules: [ScheduleConfig] = []
  public var leases: [LeaseConfig] = []
  public var guest = GuestConfig()
  public var mesh = MeshConfig()
  public var leds: [LEDConfig] = []
  public var status = StatusConfig()
  public init() {}
}
