internal import CNetlink
internal import EdgeTypes

/// One netlink message under construction, in libnl's memory; at most 1 KiB.
final class MessageBuilder {
  private let message: OpaquePointer
  /// False once something did not fit.
  private var isWhole = true

  init(type: UInt16, flags: UInt16, sequence: UInt32) throws(NetlinkError) {
    guard let message = nlmsg_alloc_size(1_024) else { throw .unavailable(ENOMEM) }
    self.message = message
    let flags = Int32(flags | NetlinkMessage.request)
    // The port is the kernel's to fill in; a sequence of 0 would be libnl's.
    isWhole = nlmsg_put(message, 0, sequence, Int32(type), 0, flags) != nil
  }

  deinit { nlmsg_free(message) }

  /// The fixed part that follows the netlink header.
  func append(_ writer: ByteWriter) {
    let result = writer.bytes.withUnsafeBytes {
      nlmsg_append(message, UnsafeMutableRawPointer(mutating: $0.baseAddress), $0.count, 4)
    }
    isWhole = isWhole && result >= 0
  }

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

  /// An `ifinfomsg`.
  func appendLink(device: Int32, flags: UInt32 = 0, change: UInt32 = 0) {
    var writer = ByteWriter()
    writer.write(UInt32(0))  // family, padding and hardware type
    writer.write(UInt32(bitPattern: device))
    writer.write(flags)
    writer.write(change)
    append(writer)
  }

  func put(_ type: UInt16, _ bytes: [UInt8]) {
    let result = bytes.withUnsafeBytes {
      nla_put(message, Int32(type), Int32(clamping: $0.count), $0.baseAddress)
    }
    isWhole = isWhole && result >= 0
  }

  func put(_ type: UInt16, number: some FixedWidthInteger & UnsignedInteger) {
    var writer = ByteWriter()
    writer.write(number)
    put(type, writer.bytes)
  }

  /// A name with its NUL.
  func put(_ type: UInt16, name: Text) { put(type, name.bytes + [0]) }

  /// An attribute made of those that `body` puts.
  func nest(_ type: UInt16, _ body: () -> Void) {
    guard let start = nla_nest_start(message, Int32(type)) else {
      isWhole = false
      return
    }
    body()
    isWhole = nla_nest_end(message, start) >= 0 && isWhole
  }

  /// The finished message.
  func bytes() throws(NetlinkError) -> [UInt8] {
    guard isWhole, let header = nlmsg_hdr(message) else { throw .refused(EMSGSIZE) }
    let length = Int(header.pointee.nlmsg_len)
    var bytes = Array(UnsafeRawBufferPointer(start: header, count: length))
    while bytes.count % 4 != 0 { bytes.append(0) }
    return bytes
  }
}
