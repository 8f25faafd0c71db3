public import EdgeTypes

/// What a rule does.
public enum Statement: Equatable, Sendable {
  /// Counts with a named counter.
  case counter(ObjectReference)
  /// Charges a named quota, and goes on or not as that says.
  case quota(ObjectReference)
  /// `skb->priority`: the class that HTB puts the packet in.
  case setPriority(TrafficHandle)
  /// The packet's mark becomes itself `& keeping | value`; bits must not be in both.
  case setMark(UInt32, keeping: UInt32)
  /// The same of its connection's mark; what is not tracked ends the rule.
  case setCTMark(UInt32, keeping: UInt32)
  /// Puts the key into a set that is dynamic, or makes it last as long as a new one.
  case update(set: [UInt8], [Selector], timeout: Interval?)
  /// Does what a map has for the key; goes on if it has nothing.
  case vmap([Selector], map: [UInt8])
  case verdict(Verdict)
}

/// Which counter or quota a statement means.
public enum ObjectReference: Equatable, Sendable {
  case named([UInt8])
  /// The one that a map has for the key; goes on without if it has none.
  case map([Selector], [UInt8])
}

/// The end of a rule's work.
public enum Verdict: Equatable, Sendable {
  /// Leaves the base chain: nothing further of the table looks at the packet there.
  case accept
  case drop
  /// Goes on in another chain, and here again behind the end of that.
  case jump([UInt8])
  /// Goes on in another chain and does not return.
  case goto([UInt8])
}

extension Statement {
  public static var accept: Statement { .verdict(.accept) }
  public static var drop: Statement { .verdict(.drop) }
  public static func jump(_ chain: [UInt8]) -> Statement { .verdict(.jump(chain)) }
  public static func goto(_ chain: [UInt8]) -> Statement { .verdict(.goto(chain)) }
  public static func counter(_ name: [UInt8]) -> Statement { .counter(.named(name)) }
  public static func quota(_ name: [UInt8]) -> Statement { .quota(.named(name)) }
}
