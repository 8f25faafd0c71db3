public import EdgeTypes

/// The steps from what the kernel has to what it should have, and what stands in the way.
///
/// Nothing to do means no steps at all: a class keeps its counters and a queue its packets. What
/// somebody else made is left alone and named in `conflicts`, unless `takeOver` is set.
/// `actual` may hold interfaces that the plan does not: what is ours there goes. `existing` are
/// the names of all devices.
public func changes(
  desired: TrafficPlan, actual: [InterfaceTraffic], existing: [[UInt8]], takeOver: Bool
) -> (changes: [TrafficChange], conflicts: [Text]) {
  var changes: [TrafficChange] = []
  var conflicts: [Text] = []
  let hasIFB = desired.ifb.map { existing.contains($0) } ?? true
  for wanted in desired.interfaces {
    let isIFB = wanted.device == desired.ifb
    if isIFB, !hasIFB {
      changes.append(.addIFB(wanted.device))
    } else if !existing.contains(wanted.device) {
      conflicts.append("there is no interface '\(wanted.device)'")
      continue
    }
    let found = actual.first { $0.device == wanted.device }
    let known = isIFB && !hasIFB ? nil : found
    var steps = InterfaceChanges(
      to: wanted, from: known ?? InterfaceTraffic(device: wanted.device), takeOver: takeOver)
    steps.redirectIsStale = !hasIFB
    steps.work()
    changes += steps.changes
    conflicts += steps.conflicts
  }
  for old in actual
  where existing.contains(old.device)
    && !desired.interfaces.contains(where: { $0.device == old.device })
  {
    var steps = InterfaceChanges(
      to: InterfaceTraffic(device: old.device), from: old, takeOver: false)
    steps.work()
    changes += steps.changes
  }
  return (changes, conflicts)
}

extension TrafficHandle {
  /// Whether the name is one that only we give to a tree and to the classes in it.
  var isOurTree: Bool {
    major == LineDirection.upload.major || major == LineDirection.download.major
  }
}
