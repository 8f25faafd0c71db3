/// What a cap counts and holds back. The raw values stand in the journal.
public enum CapScope: UInt8, CaseIterable, Sendable {
  case miner, guest, total

  /// The only class that is meant; nil = all of them.
  public var trafficClass: TrafficClass? {
    TrafficClass.allCases.first { $0.capScope == self }
  }

  /// Whether a cap of this scope holds the class back; the owner is never stopped.
  public func holds(_ trafficClass: TrafficClass) -> Bool {
    trafficClass.capScope != nil && (self == .total || trafficClass.capScope == self)
  }

  /// The beginning of a sentence about what a cap of this scope holds back.
  public var subject: Text { trafficClass?.subject ?? "miner and guests are" }

  /// The name in the config, in JSON and in metrics; stable.
  public var code: StaticString { trafficClass?.code ?? "total" }
}
