internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import UCI

/// The config file as the service reads it, at the start and at each reload.
struct LoadedConfig {
  /// Nil: the file is refused as a whole.
  var config: Config?
  /// One line each, what is wrong and where; warnings too.
  var problems: [[UInt8]] = []

  /// More lines than this help nobody in a status; `edgepoint check` has them all.
  private static let mostProblems = 20

  init(file: [UInt8]) {
    do throws(FileError) {
      let bytes = try ConfigFile.read(file)
      let (config, found) = ConfigFile.decode(bytes, file: file)
      self.config = config
      problems = found.problems.prefix(Self.mostProblems).map { $0.summary.bytes }
      let more = found.errorCount + found.warningCount - problems.count
      if more > 0 { problems.append(Text("and \(more) more; 'edgepoint check' lists them").bytes) }
    } catch {
      problems = [Text("\(file): \(error.text); expected a readable config file").bytes]
    }
  }
}
