internal import EdgeTypes

extension UCIPackage {
  /// The largest file that is read; a real one has a few hundred bytes.
  public static let largestFile = 1 << 20

  /// Reads a file as libuci does in its strict mode.
  ///
  /// libuci stops at the first error; this goes on with the next line, so that `problems` has all
  /// of them. A file with an error in it is refused as a whole: then the package is nil. NUL bytes
  /// are refused, because what libuci reads after one depends on the size of its buffer.
  public static func parse(
    _ bytes: [UInt8], file: [UInt8]
  ) -> (package: UCIPackage?, problems: ProblemList) {
    let (package, problems) = read(bytes, file: file, freeNames: [])
    return (problems.hasErrors ? nil : package, problems)
  }

  /// Like `parse`, with what could be read of a file that has errors.
  ///
  /// A section of type T may be called T even if a section of another type is, for each T in
  /// `freeNames`; there is a warning then.
  public static func read(
    _ bytes: [UInt8], file: [UInt8], freeNames: [[UInt8]]
  ) -> (package: UCIPackage, problems: ProblemList) {
    var parser = UCIParser(bytes, file: file, freeNames: freeNames)
    if parser.acceptsFile(bytes) { parser.run() }
    return (parser.package, parser.problems)
  }
}

/// Builds a package from commands, by the merge rules of libuci.
struct UCIParser {
  var scanner: UCIScanner
  var package = UCIPackage()
  var problems: ProblemList
  let freeNames: [[UInt8]]
  private var current: Int?
  private var sectionIndex: [[UInt8]: Int] = [:]
  private var optionIndex: [[UInt8]: Int] = [:]
  /// After a broken `config` line its options are checked, and then thrown away.
  private var afterBrokenConfig = false
  /// How much may be read twice to find what follows a broken line.
  var rereadBudget = 4 * UCIPackage.largestFile

  init(_ bytes: [UInt8], file: [UInt8], freeNames: [[UInt8]]) {
    scanner = UCIScanner(bytes)
    self.freeNames = freeNames
    problems = ProblemList(file: file)
  }

  mutating func run() {
    while scanner.nextLine() {
      scanner.skipWhitespace()
      do throws(UCIFault) {
        try readLine()
      } catch {
        report(error)
      }
    }
  }

  private mutating func readLine() throws(UCIFault) {
    while let word = scanner.commandWord() {
      guard word.bytes.first != UInt8(ascii: "#") else { return }
      guard let command = UCICommand(word.bytes) else { throw unknownCommand(word) }
      switch command {
      case .package: try readPackage(word)
      case .config:
        afterBrokenConfig = true
        try readSection(word)
        afterBrokenConfig = false
      case .option: try readOption(word, isList: false)
      case .list: try readOption(word, isList: true)
      }
      if let dropped = scanner.dropped { warn(dropped) }
    }
  }

  /// A `package` line is checked and changes nothing: a file in /etc/config is one package.
  private mutating func readPackage(_ command: UCIWord) throws(UCIFault) {
    let name = try required("a name", of: command)
    try check(name, isName: true, alsoDash: true, what: "a package name")
    try expectEnd()
  }

  private mutating func readSection(_ command: UCIWord) throws(UCIFault) {
    let type = try required("a type", of: command)
    try check(type, isName: false, alsoDash: false, what: "a section type")
    let name = try scanner.nextWord()
    if !name.bytes.isEmpty {
      try check(name, isName: true, alsoDash: false, what: "a section name")
    }
    try expectEnd()
    try open(type, name)
  }

  private mutating func open(_ type: UCIWord, _ name: UCIWord) throws(UCIFault) {
    guard !name.bytes.isEmpty else {
      append(UCISection(type: type, name: anonymousName(type), isAnonymous: true), as: nil)
      return
    }
    // No name has a blank in it, so no section has this key as its name.
    let ownKey = name.bytes + [0x20] + type.bytes
    if let found = sectionIndex[ownKey] {
      current = found
    } else if let found = sectionIndex[name.bytes] {
      let first = package.sections[found].type
      guard first.bytes != type.bytes else {
        current = found
        return
      }
      try expectFreeName(first, type, name)
      append(UCISection(type: type, name: name, isAnonymous: false), as: ownKey)
    } else {
      append(UCISection(type: type, name: name, isAnonymous: false), as: nil)
    }
  }

  private mutating func append(_ section: UCISection, as key: [UInt8]?) {
    current = package.sections.count
    let key = key ?? section.name.bytes
    if sectionIndex[key] == nil { sectionIndex[key] = current }
    package.sections.append(section)
  }

  private mutating func readOption(_ command: UCIWord, isList: Bool) throws(UCIFault) {
    guard current != nil || afterBrokenConfig else {
      throw UCIFault(
        word: command, what: "'\(command.bytes)' before the first section",
        expected: "a 'config' line above it")
    }
    let name = try required("a name and a value", of: command)
    try check(name, isName: true, alsoDash: false, what: "an option name")
    let value = try scanner.nextWord()
    try expectEnd()
    guard let section = current, !afterBrokenConfig else { return }
    store(name, value, isList: isList, in: section)
  }

  /// A later `option` replaces the earlier value, `list` adds to it; an empty `option` says
  /// nothing at all, an empty `list` item counts.
  private mutating func store(_ name: UCIWord, _ value: UCIWord, isList: Bool, in section: Int) {
    guard isList || !value.bytes.isEmpty else { return }
    var key = name.bytes
    for shift in [0, 8, 16] { key.append(UInt8(truncatingIfNeeded: section >> shift)) }
    guard let found = optionIndex[key] else {
      optionIndex[key] = package.sections[section].options.count
      let first: UCIValue = isList ? .list([value]) : .single(value)
      package.sections[section].options.append(UCIOption(name: name, value: first))
      return
    }
    guard isList else {
      package.sections[section].options[found] = UCIOption(name: name, value: .single(value))
      return
    }
    package.sections[section].options[found].value.append(value)
  }

  /// The name that libuci gives to a section without one: `cfg`, how many sections there are by
  /// now, and sixteen bits of a hash of its type (D. J. Bernstein's, as 31 bits).
  private func anonymousName(_ type: UCIWord) -> UCIWord {
    var hash: UInt32 = 5381
    for byte in type.bytes { hash = hash &* 33 &+ UInt32(byte) }
    var name: [UInt8] = Array("cfg".utf8)
    name += hexadecimal(UInt32(truncatingIfNeeded: package.sections.count + 1), digits: 2)
    name += hexadecimal(hash & 0xFFFF, digits: 4)
    return UCIWord(
      name, line: type.line, column: type.column, length: type.length, lastLine: type.lastLine)
  }

  private func hexadecimal(_ value: UInt32, digits: Int) -> [UInt8] {
    let wide = Hex.encode((0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) })
    let zeros = wide.prefix { $0 == UInt8(ascii: "0") }.count
    return Array(wide.dropFirst(min(zeros, wide.count - digits)))
  }
}

extension UCIValue {
  /// Adds an item; a single value becomes the first item of a list.
  fileprivate mutating func append(_ item: UCIWord) {
    switch self {
    case .single(let first): self = .list([first, item])
    case .list(var items):
      self = .list([])
      items.append(item)
      self = .list(items)
    }
  }
}
