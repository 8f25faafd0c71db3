public import EdgeTypes

/// How the last read of the config file went.
public enum ConfigVerdict: UInt8, Equatable, Sendable {
  case valid
  /// The file is invalid; the config that ran before goes on.
  case invalidKeptRunning
  /// The file was invalid at the start: the safe defaults run.
  case invalidAtStart
}

/// Where the miner process stands.
public enum MinerProcessState: Equatable, Sendable {
  case notRunning
  case running
  /// It ended and the next start waits.
  case backingOff
  /// It could not enter its sandbox.
  case sandboxFailed
}

/// Everything about the world that decides whether and how hard to mine.
public struct MinerInputs: Equatable, Sendable {
  public var configVerdict = ConfigVerdict.valid
  /// Whether the configured payment address passes the checks of packetcrypt.md section 16.
  public var payeeValid = false
  public var ownerPaused = false
  /// What schedules and caps have against mining now.
  public var hold: MinerHold?
  /// What a cap that slows the miner leaves of its upload; nil = no cap does.
  public var slowedTo: BitRate?
  /// True also when no WAN device is configured.
  public var wanUp = true
  /// The hottest sensor, thousandths of a degree Celsius; nil = no sensor answers.
  public var milliCelsius: Int?
  /// MemAvailable of /proc/meminfo, bytes; nil = unknown, taken as enough.
  public var availableBytes: UInt64?
  /// MemTotal of the same, bytes; nil = unknown.
  public var totalBytes: UInt64?
  public var processors = 1
  public var process = MinerProcessState.notRunning
  /// The last report of the miner that runs now.
  public var report: MinerReport?
  /// Addresses of name servers as text.
  public var nameServers: [[UInt8]] = []
  public init() {}
}
