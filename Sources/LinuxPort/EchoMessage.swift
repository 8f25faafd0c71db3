/// An echo request or reply (RFC 792, "Echo or Echo Reply Message"; RFC 4443, section 4).
struct EchoMessage: Equatable {
  var identifier: UInt16
  var sequence: UInt16
  /// Comes back as it was sent: a reply without it is no reply to us.
  var token: UInt64

  static let size = 16
  private static let (request4, reply4): (UInt8, UInt8) = (8, 0)
  private static let (request6, reply6): (UInt8, UInt8) = (128, 129)

  /// The request with its checksum; for IPv6 the kernel computes that.
  func encoded(isIPv6: Bool) -> [UInt8] {
    var bytes = [isIPv6 ? Self.request6 : Self.request4, 0, 0, 0]
    for value in [identifier, sequence] {
      bytes += [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
    }
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: token >> shift))
    }
    if !isIPv6 {
      let sum = Self.checksum(bytes)
      (bytes[2], bytes[3]) = (UInt8(sum >> 8), UInt8(truncatingIfNeeded: sum))
    }
    return bytes
  }

  init(identifier: UInt16, sequence: UInt16, token: UInt64) {
    (self.identifier, self.sequence, self.token) = (identifier, sequence, token)
  }

  /// The reply in a datagram; nil for anything else.
  ///
  /// - Parameter hasHeader: whether the IPv4 header stands before it, as on raw sockets (raw(7)).
  init?(reply datagram: [UInt8], isIPv6: Bool, hasHeader: Bool) {
    var start = 0
    if hasHeader {
      guard let first = datagram.first, first >> 4 == 4, first & 0xF >= 5 else { return nil }
      start = Int(first & 0xF) * 4
    }
    let body = Array(datagram.dropFirst(start))
    guard body.count >= Self.size, body[0] == (isIPv6 ? Self.reply6 : Self.reply4), body[1] == 0
    else { return nil }
    identifier = UInt16(body[4]) << 8 | UInt16(body[5])
    sequence = UInt16(body[6]) << 8 | UInt16(body[7])
    token = body[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The Internet checksum (RFC 1071) of an even number of bytes.
  static func checksum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for index in stride(from: 0, to: bytes.count - 1, by: 2) {
      sum += UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
      sum = sum & 0xFFFF + sum >> 16
    }
    return ~UInt16(truncatingIfNeeded: sum & 0xFFFF + sum >> 16)
  }
}
