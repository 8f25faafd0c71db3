/// An interface as far as traffic control must know it.
public struct TrafficDevice: Equatable, Sendable {
  public var name: [UInt8]
  /// Whether it is switched on; redirecting to one that is not loses every packet.
  public var isUp: Bool
  public init(name: [UInt8], isUp: Bool) { (self.name, self.isUp) = (name, isUp) }
}
