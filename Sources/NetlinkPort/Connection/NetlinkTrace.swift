internal import CNetlink
internal import EdgeTypes
internal import LinuxPort

/// Shows every netlink message on standard error, for whoever develops this.
///
/// On if the environment has EDGEPOINT_NETLINK_DEBUG=1 when the first connection is opened.
struct NetlinkTrace {
  static let isWanted: Bool = {
    guard let value = getenv("EDGEPOINT_NETLINK_DEBUG") else { return false }
    return value[0] == 0x31 && value[1] == 0
  }()

  private let family: NetlinkFamily

  init(_ family: NetlinkFamily) { self.family = family }

  func show(_ datagram: [UInt8], isSent: Bool) {
    StandardStream.error.write(text(of: datagram, isSent: isSent))
  }

  /// A line for each message and its body in hexadecimal, 16 bytes a line.
  func text(of datagram: [UInt8], isSent: Bool) -> Text {
    var text = Text()
    var rest = datagram.count
    for message in netlinkMessages(in: datagram) {
      let size = NetlinkMessage.headerSize + message.body.count
      rest -= padded(size)
      text.append("netlink \(family.name) \(isSent ? "->" : "<-") type \(message.type)" as Text)
      if let kind = kind(of: message) { text.append(" (\(kind))" as Text) }
      text.append(" flags 0x\(hex(message.flags)) seq \(message.sequence)" as Text)
      text.append(" port \(message.port) length \(size)" as Text)
      if let code = message.errorCode ?? message.dumpCode, code != 0 {
        text.append(": \(message.refusal(code).text)" as Text)
      }
      text.append("\n" as StaticString)
      appendBody(message.body, to: &text)
    }
    if rest > 0 { text.append("netlink \(family.name): \(rest) bytes are no message\n" as Text) }
    return text
  }

  private func appendBody(_ body: ArraySlice<UInt8>, to text: inout Text) {
    var offset = 0
    while offset < body.count {
      let line = body.dropFirst(offset).prefix(16)
      // As in an explanation: from the message's start.
      text.append("  \(hex(UInt16(clamping: NetlinkMessage.headerSize + offset)))" as Text)
      for (number, byte) in line.enumerated() {
        text.append(number % 4 == 0 ? "  " : " " as StaticString)
        text.append(bytes: Hex.encode([byte]))
      }
      text.append("\n" as StaticString)
      offset += 16
    }
  }

  private func hex(_ number: UInt16) -> Text {
    Text(Hex.encode([UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]))
  }

  /// What a message is, as far as it needs no table of its family.
  private func kind(of message: NetlinkMessage) -> StaticString? {
    if let code = message.errorCode { return code == 0 ? "acknowledged" : "error" }
    if message.type == NetlinkType.done { return "done" }
    return family == .route ? RouteMessage.name(of: message.type) : nil
  }
}
