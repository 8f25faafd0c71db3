internal import EdgeTypes
internal import NetModel

/// A `tcmsg` and its attributes: a qdisc, a class or a filter.
struct TrafficRecord {
  var device: Int32
  var handle: TrafficHandle
  var parent: TrafficHandle
  var info: UInt32
  var attributes: NetlinkAttributes
  var kind: Text

  init?(_ body: ArraySlice<UInt8>) {
    var reader = ByteReader(body)
    guard reader.readBytes(4) != nil, let device = reader.readInteger(UInt32.self),
      let handle = reader.readInteger(UInt32.self), let parent = reader.readInteger(UInt32.self),
      let info = reader.readInteger(UInt32.self), let rest = reader.readBytes(reader.remaining)
    else { return nil }
    self.device = Int32(bitPattern: device)
    (self.handle, self.parent) = (TrafficHandle(raw: handle), TrafficHandle(raw: parent))
    self.info = info
    attributes = NetlinkAttributes(rest)
    guard let kind = attributes.name(TrafficAttribute.kind) else { return nil }
    self.kind = Text(kind)
  }
}

extension MessageBuilder {
  /// A `tcmsg`.
  func appendTraffic(
    device: Int32, parent: TrafficHandle, handle: TrafficHandle = TrafficHandle(raw: 0),
    info: UInt32 = 0
  ) {
    var writer = ByteWriter()
    writer.write(UInt32(0))  // family and padding
    writer.write(UInt32(bitPattern: device))
    writer.write(handle.raw)
    writer.write(parent.raw)
    writer.write(info)
    append(writer)
  }
}
