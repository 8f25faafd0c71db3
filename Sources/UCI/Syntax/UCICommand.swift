/// The four commands of a UCI file; libuci knows each by its name and by its first letter.
enum UCICommand {
  case package, config, option, list

  init?(_ word: [UInt8]) {
    guard let command = UCICommand.all.first(where: { $0.matches(word) }) else { return nil }
    self = command
  }

  static let all: [UCICommand] = [.package, .config, .option, .list]

  var name: StaticString {
    switch self {
    case .package: "package"
    case .config: "config"
    case .option: "option"
    case .list: "list"
    }
  }

  private func matches(_ word: [UInt8]) -> Bool {
    let full = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    return word.elementsEqual(full) || (word.count == 1 && word[0] == full[0])
  }
}
