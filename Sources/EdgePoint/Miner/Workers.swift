internal import CLinux
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import PacketCryptLite

/// The mining threads as the loop sees them: told a plan, they wake the loop when they found
/// something.
final class Workers {
  private static let most = 256

  private let engine: MiningEngine
  private let wake: Int32
  private var watch: DescriptorWatch?
  private var request: MiningRequest?
  private var threads = 0
  private var dropped: UInt64 = 0
  var onFound: () -> Void = {}

  init(on loop: EventLoop, minerID: UInt32) throws(LoopError) {
    wake = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    guard wake >= 0 else { throw .unavailable }
    engine = MiningEngine(maximumThreads: Self.most, minerID: minerID, wake: wake)
    watch = try DescriptorWatch(on: loop, descriptor: wake, for: .read) { [self] _ in
      var count: UInt64 = 0
      _ = CLinux.read(wake, &count, 8)
      onFound()
    }
  }

  var activity: MinerActivity { engine.activity }
  var hashes: UInt64 { engine.hashes }
  var found: UInt64 { engine.found }

  func take() -> [[UInt8]] { engine.take() }

  /// How many the engine itself had to drop since the last call.
  func takeDropped() -> UInt64 {
    let total = engine.totals.dropped
    defer { dropped = total }
    return total &- dropped
  }

  func follow(_ plan: MinerPlan) {
    let wanted = plan.work.map {
      MiningRequest(
        target: $0.target, parentHeight: $0.parentHeight, parentHash: $0.parentHash,
        signingKey: $0.signingKey)
    }
    if wanted != request {
      request = wanted
      engine.mine(wanted)
    }
    let count = min(plan.threads, Self.most)
    if count != threads {
      threads = count
      engine.setThreads(count)
    }
  }

  /// Ends the threads and waits for them.
  func stop() {
    watch = nil
    engine.stop()
    _ = CLinux.close(wake)
  }
}
