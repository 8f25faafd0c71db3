internal import EdgeTypes

/// Messages that go to the kernel in one piece.
///
/// The kernel works a batch off in order, goes on after a message that it refuses, and reports each
/// refusal. Only the last message asks to be acknowledged: hundreds of acknowledgements would not fit
/// into a socket's buffer and would say nothing more.
struct MessageBatch {
  /// Well within what every kernel takes at once.
  static let limit = 65_536

  private(set) var bytes: [UInt8] = []
  /// Which change each message is, in order; the messages are numbered without a gap.
  private(set) var positions: [Int] = []
  private var lastStart = 0

  var isEmpty: Bool { positions.isEmpty }

  func hasRoom(for message: [UInt8]) -> Bool {
    bytes.count + message.count <= MessageBatch.limit
  }

  mutating func append(_ message: [UInt8], position: Int) {
    lastStart = bytes.count
    bytes += message
    positions.append(position)
  }

  /// What is sent: the flags are bytes 6 and 7 of a header.
  var sealed: [UInt8] {
    var sealed = bytes
    let flags = lastStart + 6
    if flags < sealed.count { sealed[flags] |= UInt8(NetlinkFlag.acknowledge) }
    return sealed
  }

  /// The number of the message that is answered last; the first word after the flags.
  var lastSequence: UInt32 {
    var reader = ByteReader(bytes.dropFirst(lastStart + 8))
    return reader.readInteger() ?? 0
  }

  /// The numbers of the first and the last message.
  var numbers: (first: UInt32, last: UInt32) {
    let last = lastSequence
    return (last &- UInt32(truncatingIfNeeded: max(positions.count - 1, 0)), last)
  }
}
