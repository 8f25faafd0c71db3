internal import CLinux
internal import EdgeControl
internal import EdgeTypes
internal import JSON
internal import LinuxPort
internal import NetlinkPort

/// One demonstration: makes the network, starts the pool and the service, shows both counts every
/// second, stops them in order and says whether the counts agree.
final class Demo {
  private static let poolPort: StaticString = "8080"
  private let settings: DemoSettings
  private let folder: DemoFolder
  private var view = DemoView()

  init(_ settings: DemoSettings) throws(DemoFailure) {
    self.settings = settings
    folder = try DemoFolder()
  }

  func run() throws(DemoFailure) -> ExitCode {
    defer { folder.remove() }
    let host = try makeNetwork()
    let poolURL: Text = "http://\(host):\(Self.poolPort)"
    try folder.writeConfig(settings, poolURL: poolURL, device: isPrivate ? "wan0" : nil)
    let loop: EventLoop
    do throws(LoopError) { loop = try EventLoop() } catch { throw DemoFailure(text: error.text) }
    let pool = try startPool(on: loop, host)
    let service = try start(on: loop, ["run", "--config"], folder.config)
    let session = DemoSession(loop, folder.socket, poolURL, settings.length) { [self] in show($0) }
    let (seen, wasInterrupted) = try session.run()
    service.send(.terminate)
    loop.run(atMost: .seconds(3), until: { !service.isRunning })
    pool.send(.terminate)
    loop.run(atMost: .seconds(2), until: { !pool.isRunning })
    return conclude(seen, wasInterrupted: wasInterrupted)
  }

  /// Nil where this system forbids private namespaces: then everything runs on loopback.
  private var network: DemoNetworkOwner?
  private var isPrivate: Bool { network != nil }

  private func makeNetwork() throws(DemoFailure) -> StaticString {
    do throws(NetlinkError) {
      network = DemoNetworkOwner(try DemoNetwork(asOrdinaryUser: geteuid() != 0))
      StandardStream.output.write(
        "edgepoint demo: a router and a pool, each in a private network namespace\n")
      return DemoNetwork.poolAddress
    } catch {
      StandardStream.output.write(
        """
        edgepoint demo: this system gives no private network namespaces (\(error.text));
        the router and the pool share the loopback interface instead

        """)
      return "127.0.0.1"
    }
  }

  private func startPool(on loop: EventLoop, _ host: StaticString) throws(DemoFailure)
    -> ChildProcess
  {
    let words: [Text] = [
      "pool", "--listen", "\(host):\(Self.poolPort)", "--bits", Text(settings.bits),
      "--block-seconds", "20", "--stats-every", settings.isVerbose ? "10" : "86400",
    ]
    try cross { (network: borrowing DemoNetwork) throws(NetlinkError) in
      try network.enterProvider()
    }
    let pool = try start(on: loop, words, nil)
    try cross { (network: borrowing DemoNetwork) throws(NetlinkError) in
      try network.enterRouter()
    }
    return pool
  }

  private func cross(
    _ body: (borrowing DemoNetwork) throws(NetlinkError) -> Void
  ) throws(DemoFailure) {
    guard let network else { return }
    do throws(NetlinkError) { try body(network.value) } catch {
      throw DemoFailure(text: "cannot change the network namespace: \(error.text)")
    }
  }

  private func start(
    on loop: EventLoop, _ words: [Text], _ last: [UInt8]?
  ) throws(DemoFailure) -> ChildProcess {
    var arguments = [Text("edgepoint").bytes] + words.map { $0.bytes }
    if let last { arguments.append(last) }
    do throws(Errno) {
      // Neither program uses descriptor 3; the pair's other end closes with this scope.
      let ends = try SeqPacketPair().release()
      _ = FileDescriptor(taking: ends.ours)
      return try ChildProcess(
        on: loop, words: arguments, channel: FileDescriptor(taking: ends.theirs)
      ) { _ in }
    } catch {
      throw DemoFailure(text: "cannot start 'edgepoint \(words[0])': \(error.text)")
    }
  }

  private func show(_ sample: DemoSample) {
    StandardStream.output.write(
      view.line(elapsed: sample.elapsed, status: sample.status, pool: sample.pool))
  }

  private func conclude(_ sample: DemoSample?, wasInterrupted: Bool) -> ExitCode {
    guard let sample, let status = sample.status, let pool = status.miner.pools.first,
      let count = sample.pool
    else {
      StandardStream.output.write("edgepoint demo: the service or the pool has not answered\n")
      return .failed
    }
    let verdict = DemoVerdict(service: pool, pool: count)
    StandardStream.output.write(
      """

      accepted by the pool   \(count.accepted)
      counted by the service \(pool.counters.accepted), \(pool.inFlight) in flight
      rejected by the pool   \(count.rejected)
      \(verdict == .agrees ? "ok" : "FAILED"): \(verdict.text)

      """)
    return verdict == .agrees || (wasInterrupted && verdict == .nothingAccepted) ? .ok : .failed
  }
}

/// A box, since an optional property cannot lend a noncopyable value.
final class DemoNetworkOwner {
  let value: DemoNetwork
  init(_ value: consuming DemoNetwork) { self.value = value }
}
