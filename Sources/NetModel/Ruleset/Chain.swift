/// A list of rules.
public struct Chain: Equatable, Sendable {
  public var name: [UInt8]
  /// nil: only reached from another chain.
  public var base: BaseChain?
  public var rules: [Rule]

  public init(_ name: [UInt8], _ base: BaseChain? = nil, rules: [Rule] = []) {
    (self.name, self.base, self.rules) = (name, base, rules)
  }
}

/// Where and when the kernel calls a chain of type filter.
public struct BaseChain: Equatable, Sendable {
  public enum Policy: UInt8, Sendable { case drop, accept }

  public var hook: Hook
  /// The interface; of family netdev only.
  public var device: [UInt8]?
  /// Lower ones come first; a firewall's filter chains have 0.
  public var priority: Int32
  public var policy: Policy

  public init(_ hook: Hook, device: [UInt8]? = nil, priority: Int32, policy: Policy = .accept) {
    (self.hook, self.device) = (hook, device)
    (self.priority, self.policy) = (priority, policy)
  }
}

/// The place in a packet's way where a base chain is called; the last two are netdev's.
public enum Hook: UInt8, CaseIterable, Sendable {
  case prerouting, input, forward, output, postrouting
  case ingress, egress
}

/// What is done with the packets that match.
public struct Rule: Equatable, Sendable {
  /// All of them must hold.
  public var matches: [Match]
  /// In this order.
  public var statements: [Statement]

  public init(_ matches: [Match], _ statements: [Statement]) {
    (self.matches, self.statements) = (matches, statements)
  }

  /// For every packet.
  public init(_ statements: [Statement]) { self.init([], statements) }
}
