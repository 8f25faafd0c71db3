public import EdgeTypes

/// Traffic control of this network namespace: changes it, and reads back what the kernel has.
///
/// Blocks for as long as the kernel works, at most 2 s for each piece of 64 KiB.
public final class TrafficSocket {
  let channel: RouteChannel
  /// How many messages with changes have been sent; reading is not counted.
  public private(set) var messagesSent: UInt64 = 0

  /// - Throws: `.unavailable` with the kernel's error number.
  public init() throws(NetlinkError) { channel = try RouteChannel() }

  /// The number by which notifications name this socket's changes; see `TrafficWatch`.
  public var port: UInt32 { channel.port }

  /// Makes all changes in order, in as few pieces as possible, and reports those that were refused;
  /// a refusal does not stop the rest.
  ///
  /// An IFB ends a piece, because what is put on it is addressed by the number that it gets.
  public func apply(_ changes: [TrafficChange]) -> [TrafficFailure] {
    guard !changes.isEmpty else { return [] }
    var failures: [TrafficFailure] = []
    var batch = MessageBatch()
    var devices = (try? deviceTable()) ?? DeviceTable()
    for (index, change) in changes.enumerated() {
      do throws(NetlinkError) {
        // The number is fixed when the message joins a batch, without a gap.
        let message = try change.message(sequence: channel.nextSequence(), devices: devices)
        if !batch.hasRoom(for: message) { failures += send(&batch) }
        batch.append(message, position: index)
      } catch {
        // A message that was not made leaves a gap in the numbers: what waits goes first.
        failures += send(&batch)
        failures.append(TrafficFailure(index: index, error: error))
      }
      if case .addIFB = change {
        failures += send(&batch)
        devices = (try? deviceTable()) ?? devices
      }
    }
    return failures + send(&batch)
  }

  private func send(_ batch: inout MessageBatch) -> [TrafficFailure] {
    defer { batch = MessageBatch() }
    messagesSent &+= UInt64(batch.positions.count)
    return channel.exchange(batch)
  }
}
