internal import CNetlink
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
  private func discardWaiting() {
    for _ in 0..<1_024 {
      do throws(NetlinkError) {
        try receive(until: nil) { _ in false }
        return
      } catch {}
    }
  }
}

/// A message that the kernel did not accept.
struct NetlinkRefusal {
  var sequence: UInt32
  var error: NetlinkError
}

extension NetlinkConnection {
  /// Sends messages in one piece and waits until the kernel has worked them off.
  ///
  /// - Parameters:
  ///   - numbers: the sequence numbers of the first message and of the last one that is answered.
  ///   - isTransaction: the first message opens a transaction: if the kernel refuses that one, no
  ///     other answer need come.
  /// - Returns: the refusals in their order, and what kept us from hearing of all.
  func exchange(
    _ bytes: [UInt8], numbers: (first: UInt32, last: UInt32), isTransaction: Bool = false
  ) -> (refusals: [NetlinkRefusal], failure: NetlinkError?) {
    var refusals: [NetlinkRefusal] = []
    func take(_ messages: [NetlinkMessage]) -> Bool {
      for message in messages {
        guard let code = message.errorCode,
          message.sequence &- numbers.first <= numbers.last &- numbers.first
        else { continue }
        if code != 0 {
          refusals.append(
            NetlinkRefusal(sequence: message.sequence, error: message.refusal(code)))
        }
        if message.sequence == numbers.last { return true }
        if isTransaction, code != 0, message.sequence == numbers.first { return true }
      }
      return false
    }
    do throws(NetlinkError) {
      discardWaiting()
      try send(bytes)
      try receive(until: MonotonicClock.now().advanced(by: NetlinkConnection.patience), take)
    } catch {
      return (refusals, error)
    }
    return (refusals, nil)
  }

  /// Sends one request and waits for its acknowledgement.
  ///
  /// - Parameter make: makes the message with the number that it is given.
  func request(_ make: (UInt32) throws(NetlinkError) -> [UInt8]) throws(NetlinkError) {
    var batch = MessageBatch()
    batch.append(try make(nextSequence()), position: 0)
    let (refusals, failure) = exchange(batch.sealed, numbers: batch.numbers)
    if let error = refusals.first?.error ?? failure { throw error }
  }

  /// All answers to a dump; asked for again if something changed on the way.
  ///
  /// - Parameter make: makes the request with the number that it is given.
  /// - Throws: `.changedDuringDump` if that happened too often.
  func dump(
    _ make: (UInt32) throws(NetlinkError) -> [UInt8]
  ) throws(NetlinkError) -> [NetlinkMessage] {
    for _ in 0..<NetlinkConnection.dumpAttempts {
      let sequence = nextSequence()
      let request = try make(sequence)
      discardWaiting()
      try send(request)
      if let messages = try collect(sequence) { return messages }
    }
    throw .changedDuringDump(attempts: NetlinkConnection.dumpAttempts)
  }

  /// Nil if the dump was interrupted.
  private func collect(_ sequence: UInt32) throws(NetlinkError) -> [NetlinkMessage]? {
    var found: [NetlinkMessage] = []
    var isSound = true
    try receive(until: MonotonicClock.now().advanced(by: NetlinkConnection.patience)) {
      (messages) throws(NetlinkError) in
      for message in messages where message.sequence == sequence {
        if message.flags & NetlinkFlag.interrupted != 0 { isSound = false }
        if let code = message.errorCode ?? message.dumpCode {
          if code == EINTR { isSound = false }
          if code != 0 && code != EINTR { throw message.refusal(code) }
          return true
        }
        found.append(message)
      }
      return false
    }
    return isSound ? found : nil
  }
}
