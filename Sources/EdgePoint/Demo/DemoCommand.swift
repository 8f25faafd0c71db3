internal import EdgeTypes
internal import LinuxPort

/// `edgepoint demo`: the whole service against a local pool, in private network namespaces.
enum DemoCommand {
  private static let usage: Text = """
    usage: edgepoint demo [--seconds N] [--upload-limit RATE] [--bits HEX] [--verbose]
      --seconds N           how long to mine (default 60, at most 86400)
      --upload-limit RATE   what the miner may put on the wire (default 1mbit)
      --bits HEX            the pool's target in compact form (default 207fffff, the easiest)
      --verbose             show the log of the service and of the pool
    A pool and a router, each in a network namespace of its own; nothing outside them is touched.

    """

  static func run(_ words: [[UInt8]]) -> ExitCode {
    let options = Options(
      words: words,
      long: [
        OptionSpec("seconds", value: "N"), OptionSpec("upload-limit", value: "RATE"),
        OptionSpec("bits", value: "HEX"), OptionSpec("verbose"), OptionSpec("help"),
      ])
    if options.has("help") {
      StandardStream.output.write(usage)
      return .ok
    }
    if let problem = options.problem { return refuse(problem) }
    guard options.rest.isEmpty else { return refuse("unexpected word '\(options.rest[0])'") }
    var settings = DemoSettings()
    if let seconds = options.value("seconds") {
      guard let number = UInt64(decimalDigits: seconds), (1...86_400).contains(number) else {
        return refuse("--seconds '\(seconds)': expected a whole number from 1 to 86400")
      }
      settings.length = .seconds(number)
    }
    if let limit = options.value("upload-limit") { settings.uploadLimit = limit }
    if let bits = options.value("bits") { settings.bits = bits }
    settings.isVerbose = options.has("verbose")
    do throws(DemoFailure) {
      return try Demo(settings).run()
    } catch {
      StandardStream.error.write("edgepoint demo: \(error.text)\n")
      return error.code
    }
  }

  private static func refuse(_ problem: Text) -> ExitCode {
    StandardStream.error.write("edgepoint demo: \(problem)\n\(usage)")
    return .usage
  }
}

struct DemoSettings {
  var length = Interval.seconds(60)
  var uploadLimit = Array("1mbit".utf8)
  var bits = Array("207fffff".utf8)
  var isVerbose = false
}

/// Why the demonstration cannot go on, for a person.
struct DemoFailure: Error {
  let text: Text
  var code = ExitCode.osError
}
