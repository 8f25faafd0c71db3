internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort

/// The words behind `edgepoint pool`, checked.
struct PoolOptions {
  var listen: SocketAddress
  var settings: LocalPoolSettings
  var statisticsEvery = Interval.seconds(10)

  /// What a person did wrong, with what was expected.
  struct Problem: Error { let text: Text }

  static let specs: [OptionSpec] = [
    OptionSpec("listen", value: "ADDR:PORT"), OptionSpec("bits", value: "HEX"),
    OptionSpec("block-seconds", value: "N"), OptionSpec("mine-old", value: "N"),
    OptionSpec("handlers", value: "N"), OptionSpec("seed", value: "N"),
    OptionSpec("epoch", value: "SECONDS"), OptionSpec("height", value: "N"),
    OptionSpec("queue", value: "N"), OptionSpec("stats-every", value: "N"),
    OptionSpec("url", value: "URL"), OptionSpec("signed"), OptionSpec("help"),
    OptionSpec("fault", value: "NAME"), OptionSpec("fault-at", value: "PLACE"),
    OptionSpec("fault-after", value: "N"), OptionSpec("fault-for", value: "N"),
    OptionSpec("fault-target", value: "URL"), OptionSpec("fault-private", value: "URL"),
  ]

  static let usage: Text = """
    usage: edgepoint pool --listen ADDR:PORT --bits HEX [options]
      --listen ADDR:PORT    address to serve; port 0 takes a free one
      --bits HEX            compact target of announcements, such as 207fffff
      --block-seconds N     a new block every N seconds (60)
      --mine-old N          blocks between the tip and the parent (2)
      --handlers N          announcement handlers, 1 to 500 (1)
      --signed              every block asks for its signing key
      --seed N              another number, another chain (0)
      --epoch SECONDS       when the first block was found, since 1970 (now)
      --height N            height of the first block (1500000)
      --queue N             batches that may wait (32)
      --url URL             public address (http://ADDR:PORT)
      --stats-every N       seconds between lines of counts on stderr, 0 = never (10)
      --fault NAME          misbehave; --fault list shows how
      --fault-at PLACE      all, config, blkinfo or submit (all)
      --fault-after N, --fault-for N   seconds
      --fault-target URL, --fault-private URL   where redirects and foreign handlers lead

    """

  /// Reads the options; `now` is in seconds since 1970.
  static func read(_ options: Options, now: UInt64) -> Result<PoolOptions, Problem> {
    if let problem = options.problem { return .failure(Problem(text: problem)) }
    if let word = options.rest.first {
      return .failure(Problem(text: "'\(word)' is one word too many"))
    }
    var reader = OptionReader(options)
    let listen = reader.address("listen")
    let bits = reader.target("bits")
    guard let listen, let bits else { return .failure(reader.failure) }
    var settings = LocalPoolSettings(baseURL: [], target: bits)
    settings.blockSeconds = reader.number("block-seconds", 1...86_400, else: 60)
    settings.mineOld = reader.number("mine-old", 0...5, else: 2)
    settings.handlers = Int(reader.number("handlers", 1...500, else: 1))
    settings.seed = UInt64(reader.number("seed", 0...UInt32.max, else: 0))
    settings.startHeight = reader.number("height", 1...2_000_000_000, else: 1_500_000)
    settings.queueLimit = Int(reader.number("queue", 1...10_000, else: 32))
    settings.signed = options.has("signed")
    let epoch = reader.number("epoch", 0...UInt32.max, else: UInt32(clamping: now))
    settings.epochMilliseconds = UInt64(epoch) * 1000
    settings.baseURL = reader.url("url") ?? []
    settings.faultPlan = reader.faultPlan()
    var result = PoolOptions(listen: listen, settings: settings)
    result.statisticsEvery = .seconds(UInt64(reader.number("stats-every", 0...86_400, else: 10)))
    return reader.problem == nil ? .success(result) : .failure(reader.failure)
  }
}
