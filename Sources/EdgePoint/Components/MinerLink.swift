internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// One miner process and the channel to it, until both are gone.
final class MinerLink {
  private let process: ChildProcess
  private let channel: SeqPacket
  private let ending: Ending
  private var sent: MinerOrders?

  /// - Parameters:
  ///   - onReport: gets each report that decodes.
  ///   - onEnd: called once, when the process is reaped and its last report was read; it must not
  ///     drop this value, as it is called from within it.
  init(
    on loop: EventLoop, onReport: @escaping (MinerReport) -> Void,
    onEnd: @escaping (MinerEnd) -> Void
  ) throws(Errno) {
    let ends = try SeqPacketPair().release()
    let ours = FileDescriptor(taking: ends.ours)
    let theirs = FileDescriptor(taking: ends.theirs)
    let ending = Ending(onEnd)
    do throws(LoopError) {
      channel = try SeqPacket(
        on: loop, taking: ours, limit: MinerMessage.maximumBytes,
        onMessage: { if let report = MinerReport.decode($0) { onReport(report) } },
        onClose: { ending.channelClosed() })
    } catch {
      throw .unsupported
    }
    process = try ChildProcess(
      on: loop, words: [Array("edgepoint".utf8), Array("miner".utf8)], channel: theirs,
      onExit: { ending.exited($0) })
    self.ending = ending
  }

  var pid: Int32 { process.pid }

  /// Sends `orders` unless the miner has them already; what does not fit is sent next time.
  func give(_ orders: MinerOrders) {
    guard orders != sent else { return }
    if channel.send(orders.encoded()) == .sent { sent = orders }
  }

  /// Asks for the last counts and the end.
  func terminate() { process.send(.terminate) }
  func kill() { process.send(.kill) }
}

/// The end is complete when the process is reaped and the channel has been read to its end, in
/// whichever order the two happen: the last counts come just before.
private final class Ending {
  private var end: MinerEnd?
  private var isClosed = false
  private let onEnd: (MinerEnd) -> Void
  init(_ onEnd: @escaping (MinerEnd) -> Void) { self.onEnd = onEnd }

  func exited(_ child: ChildEnd) {
    switch child.cause {
    case .exited(let code): end = .exited(code)
    case .signalled(let number): end = .signalled(number)
    }
    settle()
  }

  func channelClosed() {
    isClosed = true
    settle()
  }

  private func settle() {
    if let end, isClosed { onEnd(end) }
  }
}
