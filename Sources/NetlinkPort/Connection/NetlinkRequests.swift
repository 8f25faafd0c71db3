internal import CNetlink
internal import EdgeTypes
internal import LinuxPort

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
