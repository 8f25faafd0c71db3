internal import CLinux
internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import JSON
internal import LinuxPort

/// `edgepoint status`: asks the running service and shows what it says.
enum StatusCommand {
  private static let usage: Text = """
    usage: edgepoint status [--json | --prometheus | --watch] [--socket PATH]
      --json         the status document, integers in base units
      --prometheus   metrics in the text exposition format
      --watch        a live view, redrawn every second; plain lines when not on a terminal
      --socket PATH  where the service listens (default /run/edgepoint/edgepoint.sock)

    """

  static func run(_ words: [[UInt8]]) -> ExitCode {
    let options = Options(
      words: words,
      long: [
        OptionSpec("json"), OptionSpec("prometheus"), OptionSpec("watch"),
        OptionSpec("socket", value: "PATH"), OptionSpec("help"),
      ])
    if options.has("help") {
      StandardStream.output.write(usage)
      return .ok
    }
    var forms = 0
    for form: Text in ["json", "prometheus", "watch"] where options.has(form) { forms += 1 }
    let problem = options.problem ?? options.rest.first.map { "unexpected word '\($0)'" }
    if let problem = problem ?? (forms > 1 ? "only one form at a time" : nil) {
      StandardStream.error.write("edgepoint status: \(problem)\n\(usage)")
      return .usage
    }
    do throws(ServiceConnection.Failure) {
      return try show(options)
    } catch {
      StandardStream.error.write("edgepoint status: \(error.text)\n")
      return error.code
    }
  }

  private static func show(_ options: Options) throws(ServiceConnection.Failure) -> ExitCode {
    var service = try ServiceConnection(
      path: options.value("socket") ?? StatusConfig().socket)
    if options.has("watch") { return try WatchLoop.run(&service) }
    let document = try service.status()
    if options.has("json") {
      StandardStream.output.write("\(document.json)\n")
    } else if options.has("prometheus") {
      StandardStream.output.write(document.prometheus)
    } else {
      StandardStream.output.write(document.text(Terminal().style))
    }
    return .ok
  }
}

/// What standard output is.
struct Terminal {
  let isTerminal = isatty(1) == 1

  /// Colours unless NO_COLOR is set (no-color.org) or the terminal is dumb; block characters only
  /// where the locale says UTF-8.
  var style: StatusStyle {
    guard isTerminal else { return StatusStyle() }
    let plain =
      Self.variable("NO_COLOR")?.isEmpty == false || Self.variable("TERM") == bytes("dumb")
    let locale =
      [Self.variable("LC_ALL"), Self.variable("LC_CTYPE"), Self.variable("LANG")]
      .first { $0?.isEmpty == false } ?? nil
    let letters = (locale ?? []).map { $0 | 0x20 }
    return StatusStyle(
      color: !plain,
      unicode: letters.ends(with: bytes("utf-8")) || letters.ends(with: bytes("utf8")))
  }

  private func bytes(_ text: StaticString) -> [UInt8] { Text(text).bytes }

  /// The height in lines; 24 if the terminal does not say.
  var rows: Int {
    let rows = Int(ep_terminal_rows(1))
    return rows > 0 ? rows : 24
  }

  private static func variable(_ name: StaticString) -> [UInt8]? {
    let key = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    guard let value = getenv(key) else { return nil }
    return Array(UnsafeRawBufferPointer(start: value, count: strlen(value)))
  }
}

extension [UInt8] {
  fileprivate func ends(with end: [UInt8]) -> Bool { suffix(end.count).elementsEqual(end) }
}

/// Asks every second until Ctrl-C or the end of the service.
enum WatchLoop {
  static func run(
    _ service: inout ServiceConnection
  ) throws(ServiceConnection.Failure) -> ExitCode {
    let terminal = Terminal()
    var view = WatchView(style: terminal.style, isTerminal: terminal.isTerminal)
    ep_catch_end_signals()
    StandardStream.output.write(view.opening)
    defer { StandardStream.output.write(view.closing) }
    while ep_end_signal() == 0 {
      StandardStream.output.write(view.draw(try service.status(), rows: terminal.rows))
      if outputEnded(within: 1000) { break }
    }
    return .ok
  }

  /// Waits that many milliseconds, less after a signal or when the reader of a pipe goes away.
  private static func outputEnded(within milliseconds: Int32) -> Bool {
    var output = pollfd(fd: 1, events: 0, revents: 0)
    guard poll(&output, 1, milliseconds) > 0 else { return false }
    return output.revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0
  }
}
