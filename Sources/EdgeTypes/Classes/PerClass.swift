/// One value for each traffic class.
public struct PerClass<Value> {
  /// By the raw value of `TrafficClass`.
  private var values: [Value]

  public init(repeating value: Value) {
    values = [Value](repeating: value, count: TrafficClass.allCases.count)
  }

  public init(of value: (TrafficClass) -> Value) { values = TrafficClass.allCases.map(value) }

  public subscript(trafficClass: TrafficClass) -> Value {
    get { values[Int(trafficClass.rawValue)] }
    set { values[Int(trafficClass.rawValue)] = newValue }
  }
}

extension PerClass: Equatable where Value: Equatable {}
extension PerClass: Sendable where Value: Sendable {}
