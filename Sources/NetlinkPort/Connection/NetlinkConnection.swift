internal import EdgeTypes
internal import LinuxPort

/// A conversation with one family of the kernel: requests, batches and dumps, each answered before
/// the next one goes out, and the events of the groups that it was opened with.
final class NetlinkConnection {
  /// A kernel that has not answered by then will not; its answers are made while the request is
  /// being sent.
  static let patience = Interval.seconds(2)
  /// How often a dump is asked for that meets a change each time.
  static let dumpAttempts = 4

  private let transport: any NetlinkTransport
  private let trace: NetlinkTrace?
  private var lastSequence: UInt32 = 0

  /// - Parameter groups: the numbers of the multicast groups to hear of.
  /// - Throws: `.unavailable` with the kernel's error number; EPROTONOSUPPORT: no such family.
  convenience init(_ family: NetlinkFamily, groups: [UInt32] = []) throws(NetlinkError) {
    self.init(over: try NetlinkSocket(family, groups: groups), family)
  }

  init(over transport: any NetlinkTransport, _ family: NetlinkFamily) {
    self.transport = transport
    trace = NetlinkTrace.isWanted ? NetlinkTrace(family) : nil
  }

  /// The address by which the kernel's notifications name this connection's changes.
  var port: UInt32 { transport.port }

  /// For the event loop.
  var descriptor: Int32 { transport.descriptor }

  /// The number for the next message; never 0, which is the notifications'.
  func nextSequence() -> UInt32 {
    lastSequence = upcomingSequence
    return lastSequence
  }

  /// What `nextSequence` will give; for messages that are numbered as they are written.
  var upcomingSequence: UInt32 { lastSequence == .max ? 1 : lastSequence &+ 1 }

  /// Numbers up to this one have been given to messages.
  func advance(past sequence: UInt32) { lastSequence = sequence }

  /// Sends without waiting for an answer.
  func send(_ bytes: [UInt8]) throws(NetlinkError) {
    trace?.show(bytes, isSent: true)
    try transport.send(bytes)
  }

  /// The one receive loop: hands over the messages of each datagram until `take` has enough of them.
  ///
  /// - Parameter deadline: nil: only what is waiting already.
  /// - Throws: `.overrun` if messages were lost, `.refused(ETIMEDOUT)` if none comes until `deadline`,
  ///   and what `take` throws.
  func receive(
    until deadline: Instant?, _ take: ([NetlinkMessage]) throws(NetlinkError) -> Bool
  ) throws(NetlinkError) {
    while true {
      guard let datagram = try transport.receive() else {
        guard let deadline else { return }
        try transport.wait(until: deadline)
        continue
      }
      trace?.show(datagram, isSent: false)
      if try take(netlinkMessages(in: datagram)) { return }
    }
  }

  /// Throws away what an earlier, failed request has left, so that it is taken for nobody's answer.
  func discardWaiting() {
    for _ in 0..<1_024 {
      do throws(NetlinkError) {
        try receive(until: nil) { _ in false }
        return
      } catch {}
    }
  }
}
