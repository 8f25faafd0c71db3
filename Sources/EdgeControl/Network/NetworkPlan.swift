/// Everything that the service wants of the kernel's network: components contribute to it, one
/// reconciler settles the difference.
public struct NetworkPlan: Equatable, Sendable {
  /// The interface that `traffic` is about; nil = none.
  public var wan: [UInt8]?
  /// Whether another program's qdisc on `wan` is replaced by ours.
  public var takesOver = false
  /// Traffic control and packet rules.
  public var traffic = TrafficPlan()
  public init() {}
}
