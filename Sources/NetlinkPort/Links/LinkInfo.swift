internal import EdgeTypes

/// What the kernel says of one network interface (linux/if_link.h, rtnetlink(7)).
public struct LinkInfo: Equatable, Sendable {
  public var index: Int32
  public var name: [UInt8]
  /// IFF_UP: somebody switched the interface on.
  public var isUp: Bool
  /// IFF_LOWER_UP: there is a carrier.
  public var hasCarrier: Bool
  /// RTM_DELLINK: the interface is gone.
  public var isDeleted = false
  /// Bytes received and sent since it was made; nil if the message does not say.
  public var traffic: LinkTraffic?

  public init(index: Int32, name: [UInt8], isUp: Bool, hasCarrier: Bool, isDeleted: Bool = false) {
    (self.index, self.name, self.isUp) = (index, name, isUp)
    (self.hasCarrier, self.isDeleted) = (hasCarrier, isDeleted)
  }

  /// Packets can leave.
  public var carriesTraffic: Bool { isUp && hasCarrier && !isDeleted }
}

/// Bytes that an interface has received and sent since it was made.
public struct LinkTraffic: Equatable, Sendable {
  public var received: UInt64
  public var sent: UInt64
  public init(received: UInt64, sent: UInt64) { (self.received, self.sent) = (received, sent) }
}

extension LinkInfo {
  /// Nil unless the message is of an interface.
  init?(_ message: NetlinkMessage) {
    guard message.type == RouteMessage.newLink || message.type == RouteMessage.deleteLink else {
      return nil
    }
    self.init(message.body)
    isDeleted = message.type == RouteMessage.deleteLink
  }

  /// One `ifinfomsg` and its attributes.
  init?(_ body: ArraySlice<UInt8>) {
    var reader = ByteReader(body)
    guard reader.readBytes(4) != nil, let index = reader.readInteger(UInt32.self),
      let flags = reader.readInteger(UInt32.self), reader.readBytes(4) != nil
    else { return nil }
    let attributes = NetlinkAttributes(body.dropFirst(16))
    self.init(
      index: Int32(bitPattern: index), name: attributes.name(LinkAttribute.name) ?? [],
      isUp: flags & LinkAttribute.up != 0,
      hasCarrier: flags & LinkAttribute.lowerUp != 0)
    traffic = LinkTraffic(attributes[LinkAttribute.statistics] ?? [])
  }
}

extension LinkTraffic {
  /// IFLA_STATS64: packets in and out, bytes in and out, 64 bits each (`rtnl_link_stats64`).
  init?(_ statistics: ArraySlice<UInt8>) {
    var reader = ByteReader(statistics)
    guard reader.readBytes(16) != nil, let received = reader.readInteger(UInt64.self),
      let sent = reader.readInteger(UInt64.self)
    else { return nil }
    self.init(received: received, sent: sent)
  }
}
