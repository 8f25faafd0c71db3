internal import EdgeTypes
internal import LinuxPort

/// `edgepoint run`: the service, in the foreground, until SIGTERM or SIGINT.
///
/// SIGHUP reads the config again, SIGUSR1 writes the status to the log. An invalid config at the
/// start is no reason to end: nothing is mined, and status and LED say why.
enum RunCommand {
  private static let usage: Text = """
    usage: edgepoint run [--config FILE] [--watchdog DEVICE [--watchdog-timeout SECONDS]]
                         [--sysfs-root DIR] [--proc-root DIR]
      --config FILE      the config file (default /etc/config/edgepoint)
      --watchdog DEVICE  a hardware watchdog, such as /dev/watchdog0, that resets the machine
                         when the service hangs
      --watchdog-timeout SECONDS
                         how long it waits for a sign of life, 4 to 3600 (default 30)
      --sysfs-root DIR   stands for /sys, in tests
      --proc-root DIR    stands for /proc, in tests

    """

  static func run(_ words: [[UInt8]]) -> ExitCode {
    let options = Options(
      words: words,
      long: [
        OptionSpec("config", value: "FILE"), OptionSpec("sysfs-root", value: "DIR"),
        OptionSpec("proc-root", value: "DIR"), OptionSpec("watchdog", value: "DEVICE"),
        OptionSpec("watchdog-timeout", value: "SECONDS"), OptionSpec("help"),
      ])
    if options.has("help") {
      StandardStream.output.write(usage)
      return .ok
    }
    let (watchdog, mistake) = watchdog(options)
    if let problem = options.problem ?? options.rest.first.map({ "unexpected word '\($0)'" })
      ?? mistake
    {
      StandardStream.error.write("edgepoint run: \(problem)\n\(usage)")
      return .usage
    }
    var machine = Machine()
    machine.sysfsRoot = options.value("sysfs-root") ?? machine.sysfsRoot
    machine.procRoot = options.value("proc-root") ?? machine.procRoot
    let config = options.value("config") ?? Text(CheckCommand.defaultFile).bytes
    let log = Log("service", to: LogSink())
    do throws(LoopError) {
      return try serve(
        Supervisor(
          ServiceContext(on: EventLoop(), log: log, machine: machine, configFile: config),
          watchdog: watchdog))
    } catch {
      log.error(error.text)
      return .osError
    }
  }

  /// The watchdog that is asked for, or what is wrong with the wish.
  private static func watchdog(_ options: Options) -> (WatchdogFeeder.Settings?, Text?) {
    guard let device = options.value("watchdog") else {
      return (nil, options.has("watchdog-timeout") ? "--watchdog-timeout needs --watchdog" : nil)
    }
    var settings = WatchdogFeeder.Settings(device: device)
    if let words = options.value("watchdog-timeout") {
      guard let seconds = UInt64(decimalDigits: words), (4...3_600).contains(seconds) else {
        return (nil, "--watchdog-timeout '\(words)': expected 4 to 3600 seconds")
      }
      settings.seconds = UInt32(seconds)
    }
    return (settings, nil)
  }

  private static func serve(_ service: Supervisor) throws(LoopError) -> ExitCode {
    Signal.ignoreBrokenPipes()
    let loop = service.context.loop
    let signals = [
      try SignalWatch(on: loop, .terminate) { service.end() },
      try SignalWatch(on: loop, .interrupt) { service.end() },
      try SignalWatch(on: loop, .hangUp) { _ = service.reload() },
      try SignalWatch(on: loop, .user1) { service.dumpStatus() },
    ]
    service.start()
    guard service.isUseful else {
      service.context.log.error(
        "nothing that the config asks for can be done on this kernel: the end")
      service.finish()
      return .unavailable
    }
    withExtendedLifetime(signals) { loop.run() }
    service.finish()
    return .ok
  }
}
