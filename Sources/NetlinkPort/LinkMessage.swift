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

/// The message types and attribute numbers that are read here (linux/rtnetlink.h, linux/if_link.h).
private enum Number {
  static let errorMessage: UInt16 = 2
  static let doneMessage: UInt16 = 3
  static let newLink: UInt16 = 16
  static let delLink: UInt16 = 17
  static let interfaceName: UInt16 = 3
  static let up: UInt32 = 1
  static let lowerUp: UInt32 = 1 << 16
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
  var reader = ByteReader(datagram)
  var links: [LinkFacts] = []
  while let length = reader.readInteger(UInt32.self), let type = reader.readInteger(UInt16.self),
    reader.readBytes(10) != nil, length >= 16,
    let body = reader.readBytes(Int(clamping: length) - 16)
  {
    _ = reader.readBytes((4 - body.count % 4) % 4)
    switch type {
    case Number.doneMessage: return (links, .done)
    case Number.errorMessage:
      var error = ByteReader(body)
      let code = Int32(bitPattern: error.readInteger(UInt32.self) ?? 0)
      return (links, .failed(code == .min ? .max : -code))
    case Number.newLink, Number.delLink:
      if var link = linkFacts(body) {
        link.isDeleted = type == Number.delLink
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
  var name: [UInt8] = []
  while let length = reader.readInteger(UInt16.self), let type = reader.readInteger(UInt16.self),
    length >= 4, let value = reader.readBytes(Int(length) - 4)
  {
    _ = reader.readBytes((4 - Int(length) % 4) % 4)
    if type == Number.interfaceName { name = Array(value.prefix { $0 != 0 }) }
  }
  return LinkFacts(
    index: Int32(bitPattern: index), name: name, isUp: flags & Number.up != 0,
    hasCarrier: flags & Number.lowerUp != 0)
}
