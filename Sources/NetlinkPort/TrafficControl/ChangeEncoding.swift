internal import EdgeTypes
internal import NetModel

extension TrafficChange {
  /// The one message that makes this change.
  ///
  /// - Throws: `.refused(ENODEV)` if an interface is not in `devices`.
  func message(sequence: UInt32, devices: LinkTable) throws(NetlinkError) -> [UInt8] {
    switch self {
    case .addIFB(let name): try addLink(name, kind: "ifb", sequence: sequence)
    case .deleteIFB(let name): try deleteLink(devices.index(of: name), sequence: sequence)
    case .setUp(let name): try NetlinkPort.setUp(devices.index(of: name), sequence: sequence)
    case .addQdisc(let device, let qdisc), .changeQdisc(let device, let qdisc),
      .deleteQdisc(let device, let qdisc):
      try message(of: qdisc, device: devices.index(of: device), sequence: sequence)
    case .addClass(let device, let htbClass), .changeClass(let device, let htbClass):
      try message(of: htbClass, device: devices.index(of: device), sequence: sequence)
    case .deleteClass(let device, let handle):
      try deleteClass(handle, device: devices.index(of: device), sequence: sequence)
    case .addFilter(let device, let filter), .deleteFilter(let device, let filter):
      try message(of: filter, device: device, devices: devices, sequence: sequence)
    }
  }

  private var flags: UInt16 {
    switch self {
    case .addQdisc, .addClass, .addFilter, .addIFB: RouteMessage.create
    default: 0
    }
  }

  private func message(
    of qdisc: Qdisc, device: Int32, sequence: UInt32
  ) throws(NetlinkError) -> [UInt8] {
    var type = RouteMessage.newQdisc
    if case .deleteQdisc = self { type = RouteMessage.deleteQdisc }
    let builder = MessageBuilder(type: type, flags: flags, sequence: sequence)
    builder.appendTraffic(device: device, parent: qdisc.parent, handle: qdisc.handle)
    if type == RouteMessage.newQdisc {
      builder.putDiscipline(qdisc.discipline, isNew: flags != 0)
    } else {
      builder.put(TrafficAttribute.kind, name: qdisc.discipline.kind)
    }
    return try builder.bytes()
  }

  private func message(
    of htbClass: HTBClass, device: Int32, sequence: UInt32
  ) throws(NetlinkError) -> [UInt8] {
    let builder = MessageBuilder(
      type: RouteMessage.newClass, flags: flags, sequence: sequence)
    builder.appendTraffic(device: device, parent: htbClass.parent, handle: htbClass.handle)
    builder.putClass(htbClass)
    return try builder.bytes()
  }

  private func deleteClass(
    _ handle: TrafficHandle, device: Int32, sequence: UInt32
  ) throws(NetlinkError) -> [UInt8] {
    let builder = MessageBuilder(
      type: RouteMessage.deleteClass, flags: 0, sequence: sequence)
    builder.appendTraffic(
      device: device, parent: TrafficHandle(handle.major), handle: handle)
    return try builder.bytes()
  }

  /// A filter is removed by its preference, with whatever the kernel called it.
  private func message(
    of filter: TrafficFilter, device: [UInt8], devices: LinkTable, sequence: UInt32
  ) throws(NetlinkError) -> [UInt8] {
    let index = try devices.index(of: device)
    guard case .addFilter = self else {
      let builder = MessageBuilder(
        type: RouteMessage.deleteFilter, flags: 0, sequence: sequence)
      builder.appendTraffic(device: index, parent: filter.parent, info: filter.info)
      builder.put(TrafficAttribute.kind, name: filter.kind)
      return try builder.bytes()
    }
    var target: Int32 = 0
    if case .redirect(let name, _) = filter.action { target = try devices.index(of: name) }
    let builder = MessageBuilder(
      type: RouteMessage.newFilter, flags: flags, sequence: sequence)
    builder.appendTraffic(
      device: index, parent: filter.parent, handle: filter.handle, info: filter.info)
    builder.putFilter(filter, target: target)
    return try builder.bytes()
  }
}
