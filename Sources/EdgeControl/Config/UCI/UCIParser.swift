internal import EdgeTypes

extension UCIPackage {
  /// The largest file that is read; a real one has a few hundred bytes.
  public static let largestFile = 1 << 20

  /// Reads a file as libuci does in its strict mode (ecosystem.md section 1).
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
  static func read(
    _ bytes: [UInt8], file: [UInt8], freeNames: [[UInt8]]
  ) -> (package: UCIPackage, problems: ProblemList) {
    var parser = UCIParser(bytes, file: file, freeNames: freeNames)
    if parser.acceptsFile(bytes) { parser.run() }
    return (parser.package, parser.problems)
  }
}

/// Builds a package from commands, by the merge rules of libuci.
private struct UCIParser {
  var scanner: UCIScanner
  var package = UCIPackage()
  var problems: ProblemList
  private let freeNames: [[UInt8]]
  private var current: Int?
  private var sectionIndex: [[UInt8]: Int] = [:]
  private var optionIndex: [[UInt8]: Int] = [:]
  /// After a broken `config` line its options are checked, and then thrown away.
  private var afterBrokenConfig = false
  /// How much may be read twice to find what follows a broken line.
  private var rereadBudget = 4 * UCIPackage.largestFile

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
    // No name has a blank in it, so this key is nobody's name.
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

extension UCIParser {
  /// Refuses what cannot be a config file at all, before any of it is read.
  mutating func acceptsFile(_ bytes: [UInt8]) -> Bool {
    let start = UCIWord([], line: 1, column: 1, length: 1, lastLine: 1)
    guard bytes.count <= UCIPackage.largestFile else {
      problems.add(
        .error, at: start, "the file has \(bytes.count) bytes",
        expected: "at most \(UCIPackage.largestFile)")
      return false
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      problems.add(
        .error, at: start, "the file starts with a byte order mark",
        expected: "plain text: save it as UTF-8 without a byte order mark")
      return false
    }
    guard let nul = bytes.firstIndex(of: 0) else { return true }
    let before = bytes[..<nul]
    let lineStart = (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    let line = before.filter { $0 == UInt8(ascii: "\n") }.count + 1
    problems.add(
      .error,
      at: UCIWord([0], line: line, column: nul - lineStart + 1, length: 1, lastLine: line),
      "a NUL byte", expected: "text: this is not a text file, or it is damaged")
    return false
  }

  private mutating func required(
    _ what: StaticString, of command: UCIWord
  ) throws(UCIFault) -> UCIWord {
    let word = try scanner.nextWord()
    guard word.bytes.isEmpty else { return word }
    throw UCIFault(
      word: command, what: "'\(command.bytes)' without \(what)",
      expected: UCIParser.usage(command.bytes))
  }

  private func check(
    _ word: UCIWord, isName: Bool, alsoDash: Bool, what: StaticString
  ) throws(UCIFault) {
    let bad = word.bytes.first { byte in
      let isAlphanumeric =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      if isAlphanumeric || byte == UInt8(ascii: "_") { return false }
      if alsoDash && byte == UInt8(ascii: "-") { return false }
      return isName || !(33...126).contains(byte)
    }
    guard let bad else { return }
    let dash: StaticString = alsoDash ? ", digits, '_' and '-'" : ", digits and '_'"
    throw UCIFault(
      word: word, what: "\(what) cannot have \(ProblemList.display(bad)) in it",
      expected: isName ? "letters\(dash) only" : "printable ASCII without blanks")
  }

  private mutating func expectEnd() throws(UCIFault) {
    let extra = try scanner.nextWord()
    guard !extra.bytes.isEmpty else { return }
    throw UCIFault(
      word: extra, what: "one word too many on this line",
      expected: "quotes around a value with blanks in it, or a new line")
  }

  /// Two types of section have one name: uci refuses the file.
  private mutating func expectFreeName(
    _ first: UCIWord, _ second: UCIWord, _ name: UCIWord
  ) throws(UCIFault) {
    let what: Text = "'\(name.bytes)' at line \(first.line) is a section of type '\(first.bytes)'"
    let isFree =
      freeNames.contains(name.bytes) && (first.bytes == name.bytes || second.bytes == name.bytes)
    guard isFree else {
      throw UCIFault(
        word: name, what: what, expected: "a name that no section of another type has")
    }
    problems.add(
      .warning, at: name, what,
      expected: "different names: this program reads both, but uci and LuCI refuse the file")
  }

  private func unknownCommand(_ word: UCIWord) -> UCIFault {
    let bare = Array(word.bytes.reversed().drop(while: isSpace).reversed())
    if UCICommand(bare) != nil {
      return UCIFault(
        word: word, what: "'\(bare)' with nothing after it", expected: UCIParser.usage(bare))
    }
    if bare.isEmpty {
      return UCIFault(
        word: word, what: "nothing follows the ';'", expected: "a command, or no ';'")
    }
    return UCIFault(
      word: word, what: "'\(ProblemList.excerpt(bare))' is not a command",
      expected: "one of config, option, list, package",
      nearest: nearestName(to: bare, among: UCICommand.all.map { Text($0.name).bytes }))
  }

  private static func usage(_ command: [UInt8]) -> Text {
    switch UCICommand(command) {
    case .package: "package NAME"
    case .config: "config TYPE, or config TYPE 'NAME'"
    case .list: "list NAME 'VALUE'"
    case .option, nil: "option NAME 'VALUE'"
    }
  }

  private mutating func warn(_ dropped: UCIWord) {
    problems.add(
      .warning, at: dropped, "the rest of this line is not read, neither here nor by uci",
      expected: "quotes around the value before ';', or a line of its own")
  }

  private mutating func report(_ fault: UCIFault) {
    var expected = fault.expected
    if let spanning = scanner.spanning, spanning.line != fault.word.line {
      expected.append(
        "; the quote at \(spanning.line):\(spanning.column) runs on to this line" as Text)
    }
    problems.add(.error, at: fault.word, fault.what, expected: expected, nearest: fault.nearest)
    goBackBehindForgottenQuote()
  }

  /// A forgotten quote swallows the lines after it: they are read again, for their own errors.
  private mutating func goBackBehindForgottenQuote() {
    guard let spanning = scanner.spanning, scanner.commandFollows(spanning.end) else { return }
    rereadBudget -= scanner.lineEnd - spanning.end
    guard rereadBudget > 0 else { return }
    scanner.resume(afterLine: spanning.line, endingAt: spanning.end)
  }
}
