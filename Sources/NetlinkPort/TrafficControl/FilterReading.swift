internal import EdgeTypes
internal import NetModel

/// What one message of a filter dump says.
enum FilterRecord {
  /// The classifier's own bookkeeping, not a filter.
  case structure
  case filter(TrafficFilter)
  /// A filter that we would not write like this.
  case foreign(preference: UInt16)

  init(_ record: TrafficRecord, parent: TrafficHandle, devices: LinkTable) {
    let preference = UInt16(truncatingIfNeeded: record.info >> 16)
    let etherType = UInt16(truncatingIfNeeded: record.info).byteSwapped
    let chain = record.attributes.number(TrafficAttribute.chain, UInt32.self) ?? 0
    self = .foreign(preference: preference)
    guard let options = record.attributes.nest(TrafficAttribute.options) else {
      if record.handle.raw == 0 { self = .structure }
      return
    }
    var match: PacketMatch?
    switch record.kind {
    case "u32":
      guard let bytes = options[FilterAttribute.u32Selector] else {
        if options[FilterAttribute.u32Divisor] != nil { self = .structure }
        return
      }
      if let words = words(ofSelector: bytes) {
        match = PacketMatch(etherType: etherType, words: words)
      }
    case "fw":
      if etherType == EtherType.all,
        let mask = options.number(FilterAttribute.markMask, UInt32.self)
      {
        match = .mark(record.handle.raw, mask: mask)
      }
    default: return
    }
    guard chain == 0, let match, let action = PacketAction(options, devices: devices) else {
      return
    }
    self = .filter(
      TrafficFilter(parent: parent, preference: preference, match: match, action: action))
  }
}

extension PacketAction {
  /// Of fw and u32 alike: both call the class attribute 1; only u32's actions are ours.
  init?(_ options: NetlinkAttributes, devices: LinkTable) {
    let handle = options.number(FilterAttribute.u32Class, UInt32.self)
    guard let list = options.nest(FilterAttribute.u32Action)?.list else {
      guard let handle else { return nil }
      self = .classify(TrafficHandle(raw: handle))
      return
    }
    var mask: UInt32?
    var rest = list.map { NetlinkAttributes($0.value) }[...]
    if let first = rest.first, rest.count == 2,
      Text(first.name(FilterAttribute.actionKind) ?? []) == "ctinfo",
      let settings = first.nest(FilterAttribute.actionOptions)
    {
      mask = settings.number(FilterAttribute.contextMarkMask)
      guard mask != nil else { return nil }
      rest = rest.dropFirst()
    }
    guard handle ?? 0 == 0, let last = rest.first, rest.count == 1,
      Text(last.name(FilterAttribute.actionKind) ?? []) == "mirred",
      let target = redirectTarget(last)
    else { return nil }
    self = .redirect(device: devices.name(of: target), restoringMark: mask)
  }
}

/// `tc_mirred`, if it takes the packet away to another interface's way out.
private func redirectTarget(_ action: NetlinkAttributes) -> UInt32? {
  guard let settings = action.nest(FilterAttribute.actionOptions),
    let bytes = settings[FilterAttribute.mirredParameters]
  else { return nil }
  var reader = ByteReader(bytes)
  guard reader.readBytes(8) != nil, reader.readInteger() == FilterAttribute.stolen,
    reader.readBytes(8) != nil, reader.readInteger() == FilterAttribute.mirredEgressRedirect
  else { return nil }
  return reader.readInteger()
}

/// The filters of one parent: ours, and the preferences of those that are not.
///
/// On the ingress qdisc, which everybody shares, only one preference is ours; and a preference with
/// more than one filter is not, because we remove filters by their preference.
func sortFilters(
  _ records: [TrafficRecord], parent: TrafficHandle, devices: LinkTable
) -> (ours: [TrafficFilter], foreign: [UInt16]) {
  var ours: [TrafficFilter] = []
  var foreign: [UInt16] = []
  for record in records {
    switch FilterRecord(record, parent: parent, devices: devices) {
    case .structure: break
    case .foreign(let preference):
      if !foreign.contains(preference) { foreign.append(preference) }
    case .filter(let filter):
      let isShared = parent.major == TrafficHandle.ingressQdisc.major
      if isShared && filter.preference != FilterPreference.ingress
        || ours.contains(where: { $0.preference == filter.preference })
      {
        if !foreign.contains(filter.preference) { foreign.append(filter.preference) }
      } else {
        ours.append(filter)
      }
    }
  }
  ours.removeAll { foreign.contains($0.preference) }
  return (ours.ordered { $0.preference < $1.preference }, foreign.ordered(by: <))
}
