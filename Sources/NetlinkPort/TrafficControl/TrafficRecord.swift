internal import EdgeTypes

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
