internal import UCI

/// Whose traffic it is.
public enum TrafficClass: UInt8, CaseIterable, Sendable { case owner, guest, miner }

extension TrafficClass {
  static let names: Choices<TrafficClass> = [
    ("owner", .owner), ("guest", .guest), ("miner", .miner),
  ]
}
