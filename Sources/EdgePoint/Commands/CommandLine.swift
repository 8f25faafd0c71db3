internal import EdgeTypes
internal import LinuxPort

/// Chooses the subcommand; each parses its own options with getopt_long.
enum CommandLine {
  /// `words[0]` is the program, `words[1]` the subcommand; a command gets `words` from 1 on.
  static func run(_ words: [[UInt8]]) -> ExitCode {
    guard words.count > 1 else { return usage(to: 2) }
    let rest = Array(words[1...])
    switch Text(words[1]) {
    case "--version", "version":
      StandardStream.output.write("edgepoint \(edgePointVersion)\n")
      return .ok
    case "--help", "help", "-h":
      return usage(to: 1)
    case "selftest": return SelftestCommand.run(rest)
    case "validate": return ValidateCommand.run(rest)
    case "pool": return PoolCommand.run(rest)
    case "mine": return MineCommand.run(rest)
    case "bench": return BenchCommand.run(rest)
    case "demo": return DemoCommand.run(rest)
    case "check": return CheckCommand.run(rest)
    case "plan": return PlanCommand.run(rest)
    case "miner": return MinerCommand.run(rest)
    case "run": return RunCommand.run(rest)
    case "status": return StatusCommand.run(rest)
    case "reload", "pause", "resume": return ControlCommand.run(rest)
    default:
      StandardStream.error.write(
        "edgepoint: no command '\(words[1])'; 'edgepoint help' lists them\n")
      return .usage
    }
  }

  private static func usage(to descriptor: Int32) -> ExitCode {
    let stream = descriptor == 1 ? StandardStream.output : StandardStream.error
    stream.write(help)
    return descriptor == 1 ? .ok : .usage
  }

  private static let help: Text = """
    usage: edgepoint COMMAND [options]

    the service
      run [--config FILE]       mine and report, in the foreground
      check [FILE]              say everything that is wrong with a config file
      plan [--config FILE]      print the traffic control and packet rules that a config means
      status [--json|--watch|--prometheus]   what the running service does, and why
      reload | pause | resume   tell the running service
      demo [--seconds N]        the whole service against a local pool, in a private network

    PacketCrypt
      mine                      make announcements offline
      validate                  check announcements, one verdict a line
      pool                      a local pool that checks everything; --fault list misbehaves
      bench                     mining speed on this machine, and its floor
      selftest [--vectors DIR]  check this program against test vectors

    'edgepoint COMMAND --help' says more; 'edgepoint --version' names the version.

    """
}
