/// A way through the line: up is towards the Internet.
public enum Direction: UInt8, CaseIterable, Sendable {
  case up, down

  /// The name in JSON, metrics and counters; stable.
  public var code: StaticString { self == .up ? "up" : "down" }
}

/// One value for each direction.
public struct PerDirection<Value> {
  public var up: Value
  public var down: Value

  public init(up: Value, down: Value) { (self.up, self.down) = (up, down) }
  public init(repeating value: Value) { (up, down) = (value, value) }

  public subscript(direction: Direction) -> Value {
    get { direction == .up ? up : down }
    set {
      switch direction {
      case .up: up = newValue
      case .down: down = newValue
      }
    }
  }
}

extension PerDirection: Equatable where Value: Equatable {}
extension PerDirection: Sendable where Value: Sendable {}
