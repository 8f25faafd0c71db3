internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import JSON
internal import LinuxPort

/// `edgepoint reload`, `pause` and `resume`: one call to the running service each.
///
/// Exit 0 when done, 71 if no service answers, 77 without permission, 78 if `reload` found the
/// config invalid.
enum ControlCommand {
  static func run(_ words: [[UInt8]]) -> ExitCode {
    let name = Text(words.first ?? [])
    let options = Options(
      words: words, long: [OptionSpec("socket", value: "PATH"), OptionSpec("help")])
    if options.has("help") {
      StandardStream.output.write("usage: edgepoint \(name) [--socket PATH]\n")
      return .ok
    }
    if let problem = options.problem ?? options.rest.first.map({ "unexpected word '\($0)'" }) {
      StandardStream.error.write(
        "edgepoint \(name): \(problem)\nusage: edgepoint \(name) [--socket PATH]\n")
      return .usage
    }
    do throws(ServiceConnection.Failure) {
      var service = try ServiceConnection(
        path: options.value("socket") ?? StatusConfig().socket)
      StandardStream.output.write(try perform(name, &service))
      return .ok
    } catch {
      StandardStream.error.write("edgepoint \(name): \(error.text)\n")
      return error.code
    }
  }

  private static func perform(
    _ name: Text, _ service: inout ServiceConnection
  ) throws(ServiceConnection.Failure) -> Text {
    switch name {
    case "pause":
      _ = try service.call("Pause")
      return "paused; 'edgepoint resume' ends it, a restart does not\n"
    case "resume":
      _ = try service.call("Resume")
      return "resumed\n"
    default:
      let changed = try service.call("Reload")?.member("changed")?.elements ?? []
      var text: Text = changed.isEmpty ? "nothing has changed" : "applied:"
      for part in changed { text.append(" \(part.string ?? [])") }
      text.append("\n")
      return text
    }
  }
}
