public import EdgeTypes
public import NetModel

/// The steps from what the kernel has to what it should have, and what stands in the way.
///
/// Nothing to do means no steps at all: a class keeps its counters and a queue its packets. What
/// somebody else made is left alone and named in `conflicts`, unless `takeOver` is set.
/// `actual` may hold interfaces that the plan does not: what is ours there goes. `existing` are
/// all interfaces.
public func changes(
  desired: TrafficPlan, actual: [InterfaceTraffic], existing: [TrafficDevice], takeOver: Bool
) -> (changes: [TrafficChange], conflicts: [Text]) {
  var changes: [TrafficChange] = []
  var conflicts: [Text] = []
  let ifb = desired.ifb.flatMap { name in existing.first { $0.name == name } }
  let lacksIFB = desired.ifb != nil && ifb == nil
  for wanted in desired.interfaces {
    let isIFB = wanted.device == desired.ifb
    if isIFB, lacksIFB {
      changes.append(.addIFB(wanted.device))
    } else if !existing.contains(where: { $0.name == wanted.device }) {
      conflicts.append("there is no interface '\(wanted.device)'")
      continue
    }
    if isIFB, ifb?.isUp == false { changes.append(.setUp(wanted.device)) }
    let found = actual.first { $0.device == wanted.device }
    let known = isIFB && lacksIFB ? nil : found
    var steps = InterfaceChanges(
      to: wanted, from: known ?? InterfaceTraffic(device: wanted.device), takeOver: takeOver)
    steps.redirectIsStale = lacksIFB
    steps.work()
    changes += steps.changes
    conflicts += steps.conflicts
  }
  for old in actual
  where existing.contains(where: { $0.name == old.device })
    && !desired.interfaces.contains(where: { $0.device == old.device })
  {
    changes += removal(of: old)
  }
  return (changes, conflicts)
}

/// What is ours on an interface that is to have nothing; an IFB that we made goes whole.
private func removal(of old: InterfaceTraffic) -> [TrafficChange] {
  let isOurIFB =
    TrafficPlan.isIFB(old.device)
    && old.qdiscs.contains { $0.parent == .root && $0.handle == .tree(.down) }
  if isOurIFB { return [.deleteIFB(old.device)] }
  var steps = InterfaceChanges(
    to: InterfaceTraffic(device: old.device), from: old, takeOver: false)
  steps.work()
  return steps.changes
}
