public import EdgeTypes

/// Everything that `/etc/config/edgepoint` can say, typed, with the safe defaults of an empty file.
///
/// An empty file mines nothing and lets nobody in (architecture section 6).
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

/// What is logged, from the most to the least urgent.
public enum LogLevel: UInt8, Comparable, Sendable {
  case err, warning, notice, info, debug
  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}

public struct GlobalsConfig: Equatable, Sendable {
  public var logLevel = LogLevel.info
  /// Where the journal lives; the only directory that is written.
  public var stateDirectory: [UInt8] = Array("/var/lib/edgepoint".utf8)
  public init() {}
}

public struct WANConfig: Equatable, Sendable {
  /// The kernel's name of the interface towards the Internet; nil = unknown, taken as up.
  public var device: [UInt8]?
  public var upload: BitRate?
  public var download: BitRate?
  /// A line that is paid by volume: mining pauses on it.
  public var metered = false
  /// Whether another program's qdisc on `device` is replaced by ours.
  public var takeOver = false
  public var ping = LatencyTarget.gateway
  public init() {}
}

/// Whose round trips tell how busy the line is.
public enum LatencyTarget: Equatable, Sendable {
  case off
  /// The router behind the WAN.
  case gateway
  case host(IPAddressBytes)
}

public struct MinerConfig: Equatable, Sendable {
  public var enabled = false
  /// Nil or invalid: nothing is mined. There is no default payee and no developer share.
  public var paymentAddress: [UInt8]?
  /// Master URLs without a trailing slash; the first decides what is mined.
  public var pools: [[UInt8]] = []
  /// Nil = `auto`: one less than the processors, at least one.
  public var threads: Int?
  /// What the miner may put on the wire, headers of every layer included.
  public var uploadLimit: BitRate?
  public var stopCelsius = 80
  public var resumeCelsius = 70
  public init() {}
}

/// A share of the line: a rate or a part of it in percent.
public enum Share: Equatable, Sendable {
  case rate(BitRate)
  case percent(Int)
}

public struct ClassConfig: Equatable, Sendable {
  public var trafficClass: TrafficClass
  public var guarantee: Share?
  public var ceiling: Share?
  public init(_ trafficClass: TrafficClass) { self.trafficClass = trafficClass }
}

/// One guest with a share of its own.
public struct LeaseConfig: Equatable, Sendable {
  public var name: [UInt8]
  /// At least one of the addresses is there.
  public var address: IPv4Address?
  public var address6: IPv6Address?
  /// Of the line, in each direction.
  public var guarantee: Share?
  public var ceiling: Share?
  public init(name: [UInt8]) { self.name = name }
}

public enum CapPeriod: UInt8, Sendable { case day, month, lifetime }
public enum CapAction: UInt8, Sendable { case stop, throttle }

public struct CapConfig: Equatable, Sendable {
  public var name: [UInt8]
  public var scope = CapScope.miner
  public var period = CapPeriod.month
  /// 1...31, or -1 for the last day of the month.
  public var resetDay = 1
  public var limit: ByteCount
  public var atLimit = CapAction.stop
  public init(name: [UInt8], limit: ByteCount) { (self.name, self.limit) = (name, limit) }
}

/// A daily window of local time, in minutes after midnight; `stop` may be before `start`.
public struct ScheduleConfig: Equatable, Sendable {
  public var name: [UInt8]
  public var trafficClass: TrafficClass
  public var startMinute: Int
  public var stopMinute: Int
  public init(name: [UInt8], trafficClass: TrafficClass, startMinute: Int, stopMinute: Int) {
    (self.name, self.trafficClass) = (name, trafficClass)
    (self.startMinute, self.stopMinute) = (startMinute, stopMinute)
  }
}

public struct LEDConfig: Equatable, Sendable {
  public var name: [UInt8]
  /// The directory name under /sys/class/leds.
  public var sysfs: [UInt8]
  public init(name: [UInt8], sysfs: [UInt8]) { (self.name, self.sysfs) = (name, sysfs) }
}

public struct StatusConfig: Equatable, Sendable {
  public var socket: [UInt8] = Array("/run/edgepoint/edgepoint.sock".utf8)
  public init() {}
}
