internal import EdgeTypes

/// One netlink message under construction, of whatever family: header, fixed part, attributes.
///
/// Numbers are put in the machine's order, as rtnetlink wants them.
final class MessageBuilder {
  private let type: UInt16
  private let flags: UInt16
  private let sequence: UInt32
  private var attributes = AttributeWriter()

  /// - Parameter sequence: not 0, which is the notifications'.
  init(type: UInt16, flags: UInt16, sequence: UInt32) {
    (self.type, self.flags, self.sequence) = (type, flags | NetlinkFlag.request, sequence)
  }

  /// The fixed part that follows the netlink header; or within a nest, before its attributes.
  func append(_ writer: ByteWriter) { attributes.append(fixed: writer.bytes) }

  func put(_ type: UInt16, _ bytes: [UInt8]) { attributes.write(type, bytes: bytes) }

  func put(_ type: UInt16, number: some FixedWidthInteger & UnsignedInteger) {
    var writer = ByteWriter()
    writer.write(number)
    put(type, writer.bytes)
  }

  /// A name with its NUL.
  func put(_ type: UInt16, name: Text) { attributes.write(type, name: name.bytes) }

  /// An attribute made of those that `body` puts.
  func nest(_ type: UInt16, _ body: () -> Void) {
    let start = attributes.openNest(type)
    body()
    attributes.close(start)
  }

  /// The finished message.
  ///
  /// - Throws: `.refused(EMSGSIZE)` if a value was too long for an attribute.
  func bytes() throws(NetlinkError) -> [UInt8] {
    guard attributes.isWhole else { throw .refused(90) }  // EMSGSIZE
    return netlinkMessage(
      type: type, flags: flags, sequence: sequence, body: attributes.bytes)
  }
}

/// A message whole: `nlmsghdr` and what follows, filled up to a multiple of four bytes.
func netlinkMessage(
  type: UInt16, flags: UInt16, sequence: UInt32, body: [UInt8]
) -> [UInt8] {
  var message = ByteWriter()
  message.write(UInt32(truncatingIfNeeded: NetlinkMessage.headerSize + body.count))
  message.write(type)
  message.write(flags)
  message.write(sequence)
  message.write(UInt32(0))  // From nobody: the kernel fills in the port.
  message.write(bytes: body)
  message.write(bytes: [UInt8](repeating: 0, count: padded(body.count) - body.count))
  return message.bytes
}
