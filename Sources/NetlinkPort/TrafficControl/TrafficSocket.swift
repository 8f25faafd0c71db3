public import NetModel

/// A change that the kernel did not make: its place in the list, and why.
public struct TrafficFailure: Equatable, Sendable {
  public var index: Int
  public var error: NetlinkError
  public init(index: Int, error: NetlinkError) { (self.index, self.error) = (index, error) }
}

/// Traffic control of this network namespace: changes it, and reads back what the kernel has.
///
/// Blocks for as long as the kernel works, at most 2 s for each piece of 64 KiB.
public final class TrafficSocket {
  let connection: NetlinkConnection
  /// How many messages with changes have been sent; reading is not counted.
  public private(set) var messagesSent: UInt64 = 0

  /// - Throws: `.unavailable` with the kernel's error number.
  public init() throws(NetlinkError) { connection = try NetlinkConnection(.route) }

  /// The number by which notifications name this socket's changes; see `TrafficMonitor`.
  public var port: UInt32 { connection.port }

  /// Makes all changes in order, in as few pieces as possible, and reports those that were refused;
  /// a refusal does not stop the rest.
  ///
  /// An IFB ends a piece, because what is put on it is addressed by the number that it gets.
  public func apply(_ changes: [TrafficChange]) -> [TrafficFailure] {
    guard !changes.isEmpty else { return [] }
    var failures: [TrafficFailure] = []
    var batch = MessageBatch()
    var devices = (try? links()) ?? LinkTable()
    for (index, change) in changes.enumerated() {
      do throws(NetlinkError) {
        // The number is fixed when the message joins a batch, without a gap.
        let message = try change.message(sequence: connection.nextSequence(), devices: devices)
        if !batch.hasRoom(for: message) { failures += send(&batch) }
        batch.append(message, position: index)
      } catch {
        // A message that was not made leaves a gap in the numbers: what waits goes first.
        failures += send(&batch)
        failures.append(TrafficFailure(index: index, error: error))
      }
      if case .addIFB = change {
        failures += send(&batch)
        devices = (try? links()) ?? devices
      }
    }
    return failures + send(&batch)
  }

  private func send(_ batch: inout MessageBatch) -> [TrafficFailure] {
    defer { batch = MessageBatch() }
    guard let lastPosition = batch.positions.last else { return [] }
    messagesSent &+= UInt64(batch.positions.count)
    let numbers = batch.numbers
    let (refusals, failure) = connection.exchange(batch.sealed, numbers: numbers)
    var failures = refusals.map {
      TrafficFailure(
        index: batch.positions[Int(clamping: $0.sequence &- numbers.first)], error: $0.error)
    }
    // Which of them failed is unknown; whoever reads back afterwards will see.
    if let failure { failures.append(TrafficFailure(index: lastPosition, error: failure)) }
    return failures
  }

  /// Asks the kernel for all interfaces, once for many questions.
  public func links() throws(NetlinkError) -> LinkTable { try connection.links() }
}
