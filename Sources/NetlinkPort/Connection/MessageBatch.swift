internal import CNetlink
internal import EdgeTypes
internal import LinuxPort

/// A change that the kernel did not make: its place in the list, and why.
public struct TrafficFailure: Equatable, Sendable {
  public var index: Int
  public var error: NetlinkError
  public init(index: Int, error: NetlinkError) { (self.index, self.error) = (index, error) }
}

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
    if flags < sealed.count { sealed[flags] |= UInt8(NetlinkMessage.acknowledge) }
    return sealed
  }

  /// The number of the message that is answered last; the first word after the flags.
  var lastSequence: UInt32 {
    var reader = ByteReader(bytes.dropFirst(lastStart + 8))
    return reader.readInteger() ?? 0
  }
}

extension RouteChannel {
  /// Sends the batch and waits until the kernel has worked it off.
  func exchange(_ batch: MessageBatch) -> [TrafficFailure] {
    guard let lastPosition = batch.positions.last else { return [] }
    var failures: [TrafficFailure] = []
    do throws(NetlinkError) {
      try send(batch.sealed)
      try takeAnswers(to: batch, failures: &failures)
    } catch {
      // Which of them failed is unknown; whoever reads back afterwards will see.
      failures.append(TrafficFailure(index: lastPosition, error: error))
    }
    return failures
  }

  private func takeAnswers(
    to batch: MessageBatch, failures: inout [TrafficFailure]
  ) throws(NetlinkError) {
    let deadline = MonotonicClock.now().advanced(by: RouteChannel.patience)
    let last = batch.lastSequence
    while true {
      for record in try receive(until: deadline) {
        guard let code = record.errorCode else { continue }
        // How many messages before the last one.
        let distance = Int(clamping: last &- record.sequence)
        guard distance < batch.positions.count else { continue }
        if code != 0 {
          let position = batch.positions[batch.positions.count - 1 - distance]
          failures.append(TrafficFailure(index: position, error: .refused(code)))
        }
        if distance == 0 { return }
      }
    }
  }
}
