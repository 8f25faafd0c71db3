public import EdgeTypes

/// Makes interfaces and addresses in the network namespace of the calling process.
///
/// The demonstration builds its private network with this; nothing here touches an interface that
/// the caller did not name.
public struct LinkSetup: ~Copyable {
  private let connection: NetlinkConnection

  /// - Throws: `.unavailable` if the kernel gives no route socket.
  public init() throws(NetlinkError) { connection = try NetlinkConnection(.route) }

  /// Makes a veth pair; `peer` is born in the namespace behind `namespaceDescriptor`.
  func addVirtualEthernet(
    _ name: Text, peer: Text, namespaceDescriptor: Int32
  ) throws(NetlinkError) {
    try connection.request { (sequence) throws(NetlinkError) in
      let builder = MessageBuilder(
        type: RouteMessage.newLink, flags: RouteMessage.create, sequence: sequence)
      builder.appendLink(device: 0)
      builder.put(LinkAttribute.name, name: name)
      builder.nest(LinkAttribute.info) {
        builder.put(LinkAttribute.infoKind, name: "veth")
        builder.nest(LinkAttribute.infoData) {
          builder.nest(LinkAttribute.vethPeer) {
            builder.appendLink(device: 0)
            builder.put(LinkAttribute.name, name: peer)
            builder.put(
              LinkAttribute.namespaceDescriptor, number: UInt32(bitPattern: namespaceDescriptor))
          }
        }
      }
      return try builder.bytes()
    }
  }

  /// Switches an interface on.
  public func bringUp(_ name: Text) throws(NetlinkError) {
    let device = try connection.links().index(of: name.bytes)
    try connection.request { (sequence) throws(NetlinkError) in
      try setUp(device, sequence: sequence)
    }
  }

  /// Adds an address with the network of `prefixLength` bits, 0 to 32, that it lies in.
  public func addAddress(
    _ address: IPv4Address, prefixLength: UInt8, to name: Text
  ) throws(NetlinkError) {
    let device = try connection.links().index(of: name.bytes)
    try connection.request { (sequence) throws(NetlinkError) in
      let builder = MessageBuilder(
        type: RouteMessage.newAddress, flags: RouteMessage.create, sequence: sequence)
      // An `ifaddrmsg` (linux/if_addr.h): family, prefix, flags, scope, interface.
      var fixed = ByteWriter()
      for byte in [2, prefixLength, 0, 0] as [UInt8] { fixed.write(byte) }
      fixed.write(UInt32(bitPattern: device))
      builder.append(fixed)
      builder.put(AddressAttribute.address, number: address.bits.bigEndian)
      builder.put(AddressAttribute.local, number: address.bits.bigEndian)
      return try builder.bytes()
    }
  }
}

/// linux/if_addr.h
private enum AddressAttribute {
  static let address: UInt16 = 1
  static let local: UInt16 = 2
}
