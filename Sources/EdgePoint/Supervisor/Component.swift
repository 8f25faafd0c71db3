internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes

/// One part of the service. The supervisor calls each method of all of them in one order, that of
/// its list: what others read stands before its readers.
protocol Component: AnyObject {
  /// Takes a config, the first one included; compares its own sections and acts on the difference.
  func apply(_ config: Config, at now: Instant)

  /// Looks at the world and acts: at least once a second, and whenever another component says that
  /// something has changed (`ServiceContext.changed`).
  func update(at now: Instant)

  /// Called once a second, after `update`.
  func tick(at now: Instant)

  /// Adds what it wants of the kernel's network.
  func contribute(to plan: inout NetworkPlan)

  /// Adds what it has to say.
  func report(to document: inout StatusDocument)

  /// The service has ended its loop: what must be written or released is, in the list's order.
  func stop(at now: Instant)
}

extension Component {
  func apply(_ config: Config, at now: Instant) {}
  func update(at now: Instant) {}
  func tick(at now: Instant) {}
  func contribute(to plan: inout NetworkPlan) {}
  func report(to document: inout StatusDocument) {}
  func stop(at now: Instant) {}
}
