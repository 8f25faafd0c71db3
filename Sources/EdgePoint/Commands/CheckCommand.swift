internal import EdgeConfig
internal import EdgeTypes
internal import LinuxPort
internal import PacketCryptLite
internal import UCI

/// `edgepoint check [FILE]`: says everything that is wrong with a config file, and changes nothing.
///
/// Problems go to standard output, like a compiler's; exit 78 if the file would be refused or if
/// mining is wanted but cannot be done, 74 if the file cannot be read.
enum CheckCommand {
  static let defaultFile: StaticString = "/etc/config/edgepoint"

  static func run(_ words: [[UInt8]]) -> ExitCode {
    let options = Options(words: words, long: [OptionSpec("help")])
    if options.has("help") {
      StandardStream.output.write("usage: edgepoint check [FILE]   (default \(defaultFile))\n")
      return .ok
    }
    if let problem = options.problem ?? (options.rest.count > 1 ? "more than one file" : nil) {
      StandardStream.error.write("edgepoint check: \(problem)\nusage: edgepoint check [FILE]\n")
      return .usage
    }
    return check(options.rest.first ?? Text(defaultFile).bytes)
  }

  private static func check(_ file: [UInt8]) -> ExitCode {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try ConfigFile.read(file)
    } catch {
      StandardStream.error.write("edgepoint check: \(file): \(error.text)\n")
      if case .longerThan = error { return .config }
      return .inputOutput
    }
    let (_, problems) = ConfigFile.decode(bytes, file: file)
    StandardStream.output.write(problems.report(source: bytes))
    return problems.errorCount == 0 ? .ok : .config
  }
}

/// The config file as every command reads it.
enum ConfigFile {
  static func read(_ file: [UInt8]) throws(FileError) -> [UInt8] {
    try Files.read(file, atMost: UCIPackage.largestFile)
  }

  static func decode(
    _ bytes: [UInt8], file: [UInt8]
  ) -> (config: Config?, problems: ProblemList) {
    Config.decode(bytes: bytes, file: file) { address in
      let verdict = PaymentAddress.check(address)
      return verdict == .ok ? nil : verdict.text
    }
  }
}
