internal import EdgeTypes

extension MessageBuilder {
  /// An `ifinfomsg`.
  func appendLink(device: Int32, flags: UInt32 = 0, change: UInt32 = 0) {
    var writer = ByteWriter()
    writer.write(UInt32(0))  // family, padding and hardware type
    writer.write(UInt32(bitPattern: device))
    writer.write(flags)
    writer.write(change)
    append(writer)
  }
}

/// Asks for all interfaces.
func listLinks(sequence: UInt32) throws(NetlinkError) -> [UInt8] {
  let builder = MessageBuilder(
    type: RouteMessage.getLink, flags: NetlinkFlag.dump, sequence: sequence)
  builder.appendLink(device: 0)
  return try builder.bytes()
}

/// Makes an interface of a kind that needs no settings, switched on from its birth.
func addLink(_ name: [UInt8], kind: Text, sequence: UInt32) throws(NetlinkError) -> [UInt8] {
  let builder = MessageBuilder(
    type: RouteMessage.newLink, flags: RouteMessage.create, sequence: sequence)
  builder.appendLink(device: 0, flags: LinkAttribute.up, change: LinkAttribute.up)
  builder.put(LinkAttribute.name, name: Text(name.prefix(15)))
  builder.nest(LinkAttribute.info) { builder.put(LinkAttribute.infoKind, name: kind) }
  return try builder.bytes()
}

func deleteLink(_ device: Int32, sequence: UInt32) throws(NetlinkError) -> [UInt8] {
  let builder = MessageBuilder(type: RouteMessage.deleteLink, flags: 0, sequence: sequence)
  builder.appendLink(device: device)
  return try builder.bytes()
}

/// Switches an interface on.
func setUp(_ device: Int32, sequence: UInt32) throws(NetlinkError) -> [UInt8] {
  let builder = MessageBuilder(type: RouteMessage.newLink, flags: 0, sequence: sequence)
  builder.appendLink(device: device, flags: LinkAttribute.up, change: LinkAttribute.up)
  return try builder.bytes()
}

extension NetlinkConnection {
  /// All interfaces and what they have carried, as they are now.
  func links() throws(NetlinkError) -> LinkTable {
    LinkTable(links: try dump(listLinks).compactMap { LinkInfo($0) })
  }
}
