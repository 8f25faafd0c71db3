public import EdgeTypes

/// A set or a map of a table, with the elements that it begins with.
public struct NamedSet: Equatable, Sendable {
  /// What a map has for its keys.
  public enum Value: Equatable, Sendable { case verdict, counter, quota }

  public var name: [UInt8]
  /// More than one are a concatenation.
  public var key: [DataType]
  /// nil = a set.
  public var value: Value?
  /// Whether elements can end by themselves.
  public var hasTimeout = false
  /// Whether packets add elements (`Statement.update`).
  public var isDynamic = false
  /// How long an element lasts that does not say so itself; nil = for ever.
  public var timeout: Interval?
  /// At most so many elements; nil = as the kernel likes.
  public var size: UInt32?
  public var elements: [SetElement] = []

  public init(_ name: [UInt8], _ key: [DataType], value: Value? = nil) {
    (self.name, self.key, self.value) = (name, key, value)
  }
}

/// One element of a set or a map.
public struct SetElement: Equatable, Sendable {
  public enum Value: Equatable, Sendable {
    case verdict(Verdict)
    /// The name of a counter or a quota.
    case object([UInt8])
  }

  /// A value for each part of the set's key.
  public var key: [[UInt8]]
  /// Of maps only.
  public var value: Value?
  /// nil = what the set says.
  public var timeout: Interval?

  public init(_ key: [[UInt8]], _ value: Value? = nil, timeout: Interval? = nil) {
    (self.key, self.value, self.timeout) = (key, value, timeout)
  }
}
