internal import EdgeTypes

/// Message types that all netlink families share (linux/netlink.h).
enum NetlinkType {
  static let error: UInt16 = 2
  static let done: UInt16 = 3
}

/// Flags that all netlink families share (netlink(7), linux/netlink.h).
enum NetlinkFlag {
  static let request: UInt16 = 0x001
  static let acknowledge: UInt16 = 0x004
  /// The dump met a change on its way (NLM_F_DUMP_INTR, in answers).
  static let interrupted: UInt16 = 0x010
  static let dump: UInt16 = 0x300
  /// In a request to make something: refuse if it is there already.
  static let exclusive: UInt16 = 0x200
  static let create: UInt16 = 0x400
  static let append: UInt16 = 0x800
  /// In an error: the request is not repeated behind its header (NLM_F_CAPPED).
  static let capped: UInt16 = 0x100
  /// In an error or at the end of a dump: attributes explain it (NLM_F_ACK_TLVS).
  static let isExplained: UInt16 = 0x200
}

/// One message as it came: the header's fields and what follows.
struct NetlinkMessage {
  /// `nlmsghdr`.
  static let headerSize = 16

  var type: UInt16
  var flags: UInt16
  var sequence: UInt32
  var port: UInt32
  var body: ArraySlice<UInt8>

  /// The kernel's error number of an error message, positive; 0 is an acknowledgement,
  /// nil another kind of message. One that is cut short is an error too.
  var errorCode: Int32? {
    guard type == NetlinkType.error else { return nil }
    return leadingErrorCode ?? .max
  }

  /// The error number with which a dump has ended; 0 if it is whole, nil for other messages.
  var dumpCode: Int32? {
    guard type == NetlinkType.done else { return nil }
    // What is positive counts bytes, and old kernels leave it out.
    return max(leadingErrorCode ?? 0, 0)
  }

  private var leadingErrorCode: Int32? {
    var reader = ByteReader(body)
    guard let raw = reader.readInteger(UInt32.self) else { return nil }
    let code = Int32(bitPattern: raw)
    return code == .min ? .max : -code
  }

  /// What explains an error or the end of a dump: behind the number, and in an error behind the
  /// header of the request and, unless it is capped, the request itself.
  var explanation: KernelExplanation? {
    guard flags & NetlinkFlag.isExplained != 0 else { return nil }
    var reader = ByteReader(body)
    guard reader.readBytes(4) != nil else { return nil }
    if type == NetlinkType.error {
      guard let length = reader.readInteger(UInt32.self), reader.readBytes(12) != nil else {
        return nil
      }
      if flags & NetlinkFlag.capped == 0 {
        let repeated = max(Int(clamping: length) - NetlinkMessage.headerSize, 0)
        guard reader.readBytes(padded(repeated)) != nil else { return nil }
      }
    }
    guard let rest = reader.readBytes(reader.remaining) else { return nil }
    return KernelExplanation(NetlinkAttributes(rest))
  }

  /// The refusal that a code of this message stands for.
  func refusal(_ code: Int32) -> NetlinkError { .refused(code, explanation) }
}

/// The messages of one datagram; total: one that contradicts its own length ends the reading.
func netlinkMessages(in datagram: [UInt8]) -> [NetlinkMessage] {
  var reader = ByteReader(datagram)
  var messages: [NetlinkMessage] = []
  while let length = reader.readInteger(UInt32.self), let type = reader.readInteger(UInt16.self),
    let flags = reader.readInteger(UInt16.self), let sequence = reader.readInteger(UInt32.self),
    let port = reader.readInteger(UInt32.self), length >= 16,
    let body = reader.readBytes(Int(clamping: length) - NetlinkMessage.headerSize)
  {
    _ = reader.readBytes(padded(body.count) - body.count)
    messages.append(
      NetlinkMessage(type: type, flags: flags, sequence: sequence, port: port, body: body))
  }
  return messages
}

/// Messages and attributes begin at multiples of four (NLMSG_ALIGNTO, NLA_ALIGNTO); saturating.
func padded(_ count: Int) -> Int { count > .max - 3 ? count : (count + 3) & ~3 }
