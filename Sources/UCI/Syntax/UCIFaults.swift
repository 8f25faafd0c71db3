internal import EdgeTypes

/// What can be wrong with a line, and how it is said.
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

  mutating func required(
    _ what: StaticString, of command: UCIWord
  ) throws(UCIFault) -> UCIWord {
    let word = try scanner.nextWord()
    guard word.bytes.isEmpty else { return word }
    throw UCIFault(
      word: command, what: "'\(command.bytes)' without \(what)",
      expected: UCIParser.usage(command.bytes))
  }

  func check(
    _ word: UCIWord, isName: Bool, alsoDash: Bool, what: StaticString
  ) throws(UCIFault) {
    let bad = word.bytes.first { byte in
      if ASCII.isLetterOrDigit(byte) || byte == UInt8(ascii: "_") { return false }
      if alsoDash && byte == UInt8(ascii: "-") { return false }
      return isName || !ASCII.isGraphic(byte)
    }
    guard let bad else { return }
    let dash: StaticString = alsoDash ? ", digits, '_' and '-'" : ", digits and '_'"
    throw UCIFault(
      word: word, what: "\(what) cannot have \(ProblemList.display(bad)) in it",
      expected: isName ? "letters\(dash) only" : "printable ASCII without blanks")
  }

  mutating func expectEnd() throws(UCIFault) {
    let extra = try scanner.nextWord()
    guard !extra.bytes.isEmpty else { return }
    throw UCIFault(
      word: extra, what: "one word too many on this line",
      expected: "quotes around a value with blanks in it, or a new line")
  }

  /// Two types of section have one name: uci refuses the file.
  mutating func expectFreeName(
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

  func unknownCommand(_ word: UCIWord) -> UCIFault {
    let bare = Array(word.bytes.reversed().drop(while: ASCII.isSpace).reversed())
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

  mutating func warn(_ dropped: UCIWord) {
    problems.add(
      .warning, at: dropped, "the rest of this line is not read, neither here nor by uci",
      expected: "quotes around the value before ';', or a line of its own")
  }

  mutating func report(_ fault: UCIFault) {
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
