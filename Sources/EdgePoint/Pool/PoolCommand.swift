internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import PacketCryptLite

/// `edgepoint pool`: a master and its announcement handlers on this machine.
enum PoolCommand {
  static func run(_ words: [[UInt8]]) -> ExitCode {
    let options = Options(words: words, long: PoolOptions.specs)
    if options.problem == nil, options.has("help") {
      StandardStream.output.write(PoolOptions.usage)
      return .ok
    }
    if options.value("fault") == Text("list").bytes { return listFaults() }
    switch PoolOptions.read(options, now: UInt64(clamping: WallClock.unixSeconds())) {
    case .failure(let problem):
      StandardStream.error.write("edgepoint pool: \(problem.text)\n\(PoolOptions.usage)")
      return .usage
    case .success(let pool): return serve(pool)
    }
  }

  private static func listFaults() -> ExitCode {
    for fault in Fault.allCases {
      let name = Text(fault.name).bytes
      let gap = [UInt8](repeating: 0x20, count: max(1, 22 - name.count))
      StandardStream.output.write("\(name)\(gap)\(kindName(fault)) \(fault.explanation)\n")
    }
    return .ok
  }

  private static func kindName(_ fault: Fault) -> StaticString {
    switch fault.kind {
    case .document: "document "
    case .transport: "transport"
    case .verdict: "verdict  "
    }
  }

  private static func serve(_ options: PoolOptions) -> ExitCode {
    guard Sodium.start() else { return fail("the kernel gives no random bytes", .osError) }
    Signal.ignoreBrokenPipes()
    do throws(LoopError) {
      let loop = try EventLoop()
      let ends = [
        try SignalWatch(on: loop, .terminate) { loop.stop() },
        try SignalWatch(on: loop, .interrupt) { loop.stop() },
      ]
      return withExtendedLifetime(ends) { serve(options, on: loop) }
    } catch {
      return fail(error.text, .osError)
    }
  }

  private static func serve(_ options: PoolOptions, on loop: EventLoop) -> ExitCode {
    let log = Log("pool", to: LogSink())
    var limits = HTTPServerLimits()
    limits.connections = 512
    var server: PoolServer?
    do throws(Errno) {
      let listener = try HTTPServer(on: loop, address: options.listen, limits: limits) {
        server?.serve($0)
      }
      var settings = options.settings
      if settings.baseURL.isEmpty { settings.baseURL = baseURL(options.listen, listener.port) }
      let pool = PoolServer(on: loop, settings: settings, clock: PoolClock())
      server = pool
      announce(settings, log)
      let lines = statistics(of: pool, every: options.statisticsEvery, on: loop)
      withExtendedLifetime((listener, lines)) { loop.run() }
      log.info("stopped \(pool.statisticsLine)")
      return .ok
    } catch {
      return fail("cannot serve at \(options.listen.text): \(error.text)", .osError)
    }
  }

  /// Where miners find this pool; an address that means "all of mine" is told as the loopback one.
  private static func baseURL(_ listen: SocketAddress, _ port: UInt16) -> [UInt8] {
    var bytes = listen.bytes
    if bytes.allSatisfy({ $0 == 0 }) {
      bytes = bytes.count == 4 ? [127, 0, 0, 1] : [UInt8](repeating: 0, count: 15) + [1]
    }
    let shown = SocketAddress(bytes: bytes, port: port) ?? listen
    let url: Text = "http://\(shown.text)"
    return url.bytes
  }

  private static func announce(_ settings: LocalPoolSettings, _ log: Log) {
    log.info(
      "serving",
      [
        "url": Text(settings.baseURL), "handlers": "\(settings.handlers)",
        "block_seconds": "\(settings.blockSeconds)",
      ])
    if let plan = settings.faultPlan {
      log.warning("misbehaving on purpose", ["fault": Text(plan.fault.name)])
    }
  }

  private static func statistics(
    of pool: PoolServer, every interval: Interval, on loop: EventLoop
  ) -> Timer? {
    guard interval > .zero else { return nil }
    return Timer(on: loop, every: interval) {
      StandardStream.error.write("info: pool: \(pool.statisticsLine)\n")
    }
  }

  private static func fail(_ text: Text, _ code: ExitCode) -> ExitCode {
    StandardStream.error.write("edgepoint pool: \(text)\n")
    return code
  }
}
