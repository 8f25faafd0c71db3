internal import EdgeTypes
internal import LinuxPort
internal import PacketCryptLite

/// `edgepoint validate --parent-hash HEX FILE`: checks each announcement of a file.
enum ValidateCommand {
  private static let usage: Text = """
    usage: edgepoint validate --parent-hash HEX [--internal] FILE
      --parent-hash HEX   the parent block's hash as block explorers show it (display order)
      --internal          HEX is in internal order, as it is hashed: the 32 bytes reversed
    Prints a line for each announcement: its number, the verdict, the work hash (or -).

    """
  /// A gigabyte holds more announcements than anyone checks in a day.
  private static let largestFile = 1 << 30

  static func run(_ words: [[UInt8]]) -> ExitCode {
    let options = Options(
      words: words, long: [OptionSpec("parent-hash", value: "HEX"), OptionSpec("internal")])
    if let problem = options.problem { return refuse(problem) }
    guard let digits = options.value("parent-hash") else {
      return refuse("--parent-hash is missing")
    }
    guard let shown = Hex.decode(digits), shown.count == 32 else {
      return refuse("--parent-hash '\(digits)': expected 64 hex digits")
    }
    guard options.rest.count == 1 else { return refuse("expected one file") }
    let parentHash = options.has("internal") ? shown : shown.reversed()
    guard Sodium.start() else {
      StandardStream.error.write("edgepoint validate: the kernel gives no random bytes\n")
      return .osError
    }
    return check(file: options.rest[0], parentHash: parentHash)
  }

  private static func check(file: [UInt8], parentHash: [UInt8]) -> ExitCode {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try Files.read(file, atMost: largestFile) } catch {
      StandardStream.error.write("edgepoint validate: \(file): \(error.text)\n")
      return .inputOutput
    }
    guard bytes.count % Announcement.size == 0 else {
      StandardStream.error.write(
        "edgepoint validate: \(file): \(bytes.count) bytes, expected a multiple of 1024\n")
      return .badData
    }
    var areAllValid = true
    for index in 0..<bytes.count / Announcement.size {
      let start = index * Announcement.size
      guard let announcement = Announcement(bytes[start..<start + Announcement.size]) else { break }
      let check = announcement.check(parentHash: parentHash)
      areAllValid = areAllValid && check.verdict == .ok
      let hash = check.workHash.map { Hex.encode($0) } ?? [0x2D]
      StandardStream.output.write("\(index) \(check.verdict.name) \(hash)\n")
    }
    return areAllValid ? .ok : .failed
  }

  private static func refuse(_ problem: Text) -> ExitCode {
    StandardStream.error.write("edgepoint validate: \(problem)\n\(usage)")
    return .usage
  }
}
