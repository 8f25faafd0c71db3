internal import EdgeTypes

/// What one kernel message says of one network interface (linux/if_link.h, rtnetlink(7)).
public struct LinkFacts: Equatable, Sendable {
  public var index: Int32
  public var name: [UInt8]
  /// IFF_UP: somebody switched the interface on.
  public var isUp: Bool
  /// IFF_LOWER_UP: there is a carrier.
  public var hasCarrier: Bool
  /// RTM_DELLINK: the interface is gone.
  public var isDeleted = false

  public init(index: Int32, name: [UInt8], isUp: Bool, hasCarrier: Bool, isDeleted: Bool = false) {
    (self.index, self.name, self.isUp) = (index, name, isUp)
    (self.hasCarrier, self.isDeleted) = (hasCarrier, isDeleted)
  }

  /// Packets can leave.
  public var carriesTraffic: Bool { isUp && hasCarrier && !isDeleted }
}

/// The end of a dump, or why there is none.
public enum DumpEnd: Equatable, Sendable {
  /// More messages follow.
  case open
  case done
  /// The kernel's error number, positive.
  case failed(Int32)
}

/// The interfaces in one datagram from the route socket; messages of other kinds are passed over.
///
/// Total: a message that contradicts its own lengths ends the reading.
public func linkFacts(in datagram: [UInt8]) -> (links: [LinkFacts], end: DumpEnd) {
  var links: [LinkFacts] = []
  for record in netlinkRecords(in: datagram) {
    if let code = record.errorCode { return (links, .failed(code)) }
    switch record.type {
    case NetlinkMessage.done: return (links, .done)
    case RouteMessage.newLink, RouteMessage.deleteLink:
      if var link = linkFacts(record.body) {
        link.isDeleted = record.type == RouteMessage.deleteLink
        links.append(link)
      }
    default: break
    }
  }
  return (links, .open)
}

/// One `ifinfomsg` and its attributes.
func linkFacts(_ body: ArraySlice<UInt8>) -> LinkFacts? {
  var reader = ByteReader(body)
  guard reader.readBytes(4) != nil, let index = reader.readInteger(UInt32.self),
    let flags = reader.readInteger(UInt32.self), reader.readBytes(4) != nil
  else { return nil }
  let attributes = NetlinkAttributes(body.dropFirst(16))
  return LinkFacts(
    index: Int32(bitPattern: index), name: attributes.name(LinkAttribute.name) ?? [],
    isUp: flags & LinkAttribute.up != 0,
    hasCarrier: flags & LinkAttribute.lowerUp != 0)
}
