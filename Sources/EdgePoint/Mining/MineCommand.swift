internal import CLinux
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import PacketCryptLite

/// `edgepoint mine`: mines a number of announcements into a file, without any network.
enum MineCommand {
  private static let usage: Text = """
    usage: edgepoint mine --parent-hash HEX --height N --bits HEX --count N --out FILE
      --parent-hash HEX   the parent block's hash as block explorers show it (display order)
      --internal          that hash is in internal order, as it is hashed
      --height N          the parent block's height
      --bits HEX          the work target in compact form, 207fffff (easiest) or lower
      --count N           how many announcements, at most 65536
      --threads N         worker threads; default: one for each processor
      --hard-nonce N      where to start; default 0
      --signing-key HEX   32 bytes; default: unsigned
      --out FILE          gets 1,024 bytes for each announcement

    """
  private static let options = [
    OptionSpec("parent-hash", value: "HEX"), OptionSpec("internal"),
    OptionSpec("height", value: "N"),
    OptionSpec("bits", value: "HEX"), OptionSpec("count", value: "N"),
    OptionSpec("threads", value: "N"), OptionSpec("hard-nonce", value: "N"),
    OptionSpec("signing-key", value: "HEX"), OptionSpec("out", value: "FILE"),
  ]

  private struct Task {
    var request: MiningRequest
    var count: Int
    var threads: Int
    var hardNonce: UInt32
    var file: [UInt8]
  }

  static func run(_ words: [[UInt8]]) -> ExitCode {
    let task: Task
    switch parse(Options(words: words, long: options)) {
    case .success(let parsed): task = parsed
    case .failure(let problem):
      StandardStream.error.write("edgepoint mine: \(problem.text)\n\(usage)")
      return .usage
    }
    guard Sodium.start() else {
      StandardStream.error.write("edgepoint mine: the kernel gives no random bytes\n")
      return .osError
    }
    let announcements = mine(task)
    do throws(FileError) {
      try Files.replace(task.file, with: Array(announcements.joined()))
    } catch {
      StandardStream.error.write("edgepoint mine: \(task.file): \(error.text)\n")
      return .inputOutput
    }
    return .ok
  }

  private static func parse(_ options: Options) -> Result<Task, OptionProblem> {
    do throws(OptionProblem) {
      if let problem = options.problem { throw OptionProblem(problem) }
      guard options.rest.isEmpty else {
        throw OptionProblem("unexpected word '\(options.rest[0])'")
      }
      let shown = try options.bytes("parent-hash", count: 32)
      let isSigned = options.has("signing-key")
      let request = MiningRequest(
        target: try options.target("bits"),
        parentHeight: UInt32(truncatingIfNeeded: try options.number("height", 0...0x7FFF_FFFF)),
        parentHash: options.has("internal") ? shown : shown.reversed(),
        signingKey: isSigned
          ? try options.bytes("signing-key", count: 32) : [UInt8](repeating: 0, count: 32))
      guard let file = options.value("out"), !file.isEmpty else {
        throw OptionProblem("--out is missing")
      }
      let hardNonce = try options.number("hard-nonce", 0...0xFFFF_FFFF, default: 0)
      return .success(
        Task(
          request: request, count: Int(try options.number("count", 1...65_536)),
          threads: Int(try options.number("threads", 1...256, default: Processors.count)),
          hardNonce: UInt32(truncatingIfNeeded: hardNonce), file: file))
    } catch { return .failure(error) }
  }

  private static func mine(_ task: Task) -> [[UInt8]] {
    let wake = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    defer { close(wake) }
    let engine = MiningEngine(maximumThreads: task.threads, minerID: task.hardNonce, wake: wake)
    defer { engine.stop() }
    let start = MonotonicClock.now()
    let isTerminal = isatty(2) == 1
    engine.mine(task.request)
    engine.setThreads(task.threads)
    var found: [[UInt8]] = []
    while found.count < task.count {
      var descriptor = pollfd(fd: wake, events: Int16(POLLIN), revents: 0)
      poll(&descriptor, 1, 500)
      var count: UInt64 = 0
      _ = read(wake, &count, 8)
      found += engine.take()
      if isTerminal { showProgress(found.count, of: task.count, engine, since: start) }
    }
    if isTerminal { StandardStream.error.write("\n") }
    return Array(found.prefix(task.count))
  }

  private static func showProgress(
    _ found: Int, of count: Int, _ engine: MiningEngine, since start: Instant
  ) {
    let seconds = MonotonicClock.now().since(start).wholeSeconds
    let doing: StaticString = engine.activity == .buildingTable ? "building the table" : "hashing"
    StandardStream.error.write(
      "\r\(min(found, count)) of \(count) announcements, \(engine.hashes) hashes, \(seconds) s, \(doing)   "
    )
  }
}
