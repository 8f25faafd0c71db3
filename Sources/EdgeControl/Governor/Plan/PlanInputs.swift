public import EdgeTypes
public import NetModel

/// What the planner must know besides the config.
public struct PlanInputs: Equatable, Sendable {
  public var features = TrafficFeatures()
  /// RAM of the machine; nil = unknown, taken as little.
  public var memoryBytes: UInt64?
  /// The number of the user that the miner runs as; nil = there is none.
  public var minerUser: UInt32?
  /// What the line carries now, Ethernet frames counted; nil = what the config says.
  public var lines = PerDirection<BitRate?>(repeating: nil)
  /// What caps and schedules leave of the classes.
  public var allowances = PerClass<ClassAllowance>(repeating: .full)
  public init() {}
}

/// Something that a person should know about a plan.
public struct PlanNote: Equatable, Sendable {
  public enum Kind: UInt8, Sendable {
    /// A choice, and why.
    case choice
    /// Something that the config asks for and that this machine cannot do.
    case loss
  }
  public var kind: Kind
  public var text: Text
  public init(_ kind: Kind, _ text: Text) { (self.kind, self.text) = (kind, text) }
}
