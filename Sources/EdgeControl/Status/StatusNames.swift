public import EdgeConfig
internal import EdgeTypes

/// An enumeration whose cases have stable names in JSON and metrics.
protocol NamedInStatus: RawRepresentable where RawValue == UInt8 {
  var code: StaticString { get }
}

extension NamedInStatus {
  init?(code: [UInt8]) {
    for raw: UInt8 in 0..<32 {
      if let value = Self(rawValue: raw), Text(value.code).bytes == code {
        self = value
        return
      }
    }
    return nil
  }
}

extension PauseReason: NamedInStatus {}
extension LEDCode: NamedInStatus {}

extension ConfigVerdict: NamedInStatus {
  public var code: StaticString {
    switch self {
    case .valid: "valid"
    case .invalidKeptRunning: "invalid_kept_running"
    case .invalidAtStart: "invalid_at_start"
    }
  }
}

extension TrafficState: NamedInStatus {
  public var code: StaticString {
    switch self {
    case .off: "off"
    case .waiting: "waiting"
    case .shaping: "shaping"
    case .conflict: "conflict"
    case .failed: "failed"
    }
  }
}

extension TrafficClass: NamedInStatus {}

extension MinerActivity: NamedInStatus {
  public var code: StaticString {
    switch self {
    case .idle: "idle"
    case .buildingTable: "building_table"
    case .hashing: "hashing"
    case .waitingForUpload: "waiting_for_upload"
    }
  }
}

extension PoolState: NamedInStatus {
  public var code: StaticString {
    switch self {
    case .connecting: "connecting"
    case .working: "working"
    case .backingOff: "backing_off"
    case .disabled: "disabled"
    }
  }

  /// The name as people read it.
  var text: StaticString {
    switch self {
    case .connecting: "connecting"
    case .working: "working"
    case .backingOff: "backing off"
    case .disabled: "disabled"
    }
  }
}
