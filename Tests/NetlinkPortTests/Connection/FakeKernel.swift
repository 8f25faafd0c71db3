import EdgeTypes

@testable import NetlinkPort

/// A kernel in the form "these requests -> these datagrams".
final class FakeKernel: NetlinkTransport {
  enum Datagram {
    case bytes([UInt8])
    /// ENOBUFS.
    case overrun
  }

  /// What was sent, one entry for each piece.
  private(set) var sent: [[NetlinkMessage]] = []
  var waiting: [Datagram] = []
  private let answer: ([NetlinkMessage]) -> [Datagram]

  init(answer: @escaping ([NetlinkMessage]) -> [Datagram] = { _ in [] }) { self.answer = answer }

  /// A connection to it; both live as long as the connection.
  var connection: NetlinkConnection { NetlinkConnection(over: self, .route) }

  let port: UInt32 = 4_711
  let descriptor: Int32 = -1

  func send(_ bytes: [UInt8]) throws(NetlinkError) {
    let messages = netlinkMessages(in: bytes)
    sent.append(messages)
    waiting += answer(messages)
  }

  func receive() throws(NetlinkError) -> [UInt8]? {
    guard !waiting.isEmpty else { return nil }
    switch waiting.removeFirst() {
    case .bytes(let bytes): return bytes
    case .overrun: throw .overrun
    }
  }

  /// What this kernel has to say is said when a request is sent.
  func wait(until deadline: Instant) throws(NetlinkError) { throw .refused(110) }  // ETIMEDOUT
}

/// An error message that repeats nothing of the request, with attributes that explain it.
func errorMessage(
  _ code: Int32, to sequence: UInt32, explanation: (inout AttributeWriter) -> Void = { _ in }
) -> [UInt8] {
  var attributes = AttributeWriter()
  explanation(&attributes)
  var body = ByteWriter()
  body.write(UInt32(bitPattern: 0 &- code))
  body.write(bytes: [UInt8](repeating: 0, count: 16))
  body.write(bytes: attributes.bytes)
  return netlinkMessage(
    type: NetlinkType.error,
    flags: NetlinkFlag.capped | (attributes.bytes.isEmpty ? 0 : NetlinkFlag.isExplained),
    sequence: sequence, body: body.bytes)
}

/// The end of a dump.
func doneMessage(to sequence: UInt32, code: Int32 = 0, flags: UInt16 = 0) -> [UInt8] {
  var body = ByteWriter()
  body.write(UInt32(bitPattern: 0 &- code))
  return netlinkMessage(
    type: NetlinkType.done, flags: flags, sequence: sequence, body: body.bytes)
}

/// RTM_NEWLINK of an interface that is up and has a carrier.
func linkMessage(_ index: Int32, _ name: String, to sequence: UInt32, flags: UInt16 = 0) -> [UInt8]
{
  let builder = MessageBuilder(type: RouteMessage.newLink, flags: flags, sequence: sequence)
  builder.appendLink(device: index, flags: LinkAttribute.up | LinkAttribute.lowerUp)
  builder.put(LinkAttribute.name, name: Text(Array(name.utf8)))
  return (try? builder.bytes()) ?? []
}
