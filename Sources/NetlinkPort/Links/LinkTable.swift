internal import CNetlink
internal import EdgeTypes

/// All interfaces and what they had carried at one moment.
public struct LinkReading {
  private(set) var table = DeviceTable()
  /// In the order of the table.
  private var messages: [ArraySlice<UInt8>] = []

  init(_ records: [NetlinkRecord]) {
    for record in records {
      guard let link = linkFacts(record.body) else { continue }
      table.links.append(link)
      messages.append(record.body)
    }
  }

  /// Bytes that an interface has received and sent since it was made; nil if it does not exist.
  public func bytes(of device: [UInt8]) -> (received: UInt64, sent: UInt64)? {
    table.links.firstIndex { $0.name == device }.flatMap { linkBytes(messages[$0]) }
  }
}

extension RouteChannel {
  func links() throws(NetlinkError) -> LinkReading {
    LinkReading(try dump(RouteMessage.getLink) { $0.appendLink(device: 0) })
  }
}

extension TrafficSocket {
  /// Asks the kernel for all interfaces, once for many questions.
  public func links() throws(NetlinkError) -> LinkReading { try channel.links() }
}

/// IFLA_STATS64: packets in and out, bytes in and out, 64 bits each (`rtnl_link_stats64`).
func linkBytes(_ body: ArraySlice<UInt8>) -> (received: UInt64, sent: UInt64)? {
  var reader = ByteReader(NetlinkAttributes(body.dropFirst(16))[LinkAttribute.statistics] ?? [])
  guard reader.readBytes(16) != nil, let received = reader.readInteger(UInt64.self),
    let sent = reader.readInteger(UInt64.self)
  else { return nil }
  return (received, sent)
}
