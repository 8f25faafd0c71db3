internal import EdgeTypes

/// Why a line cannot be read, and where.
struct UCIFault: Error {
  var word: UCIWord
  var what: Text
  var expected: Text
  var nearest: [UInt8]?
}

/// Cuts a UCI file into words by libuci's rules.
///
/// libuci works on one line at a time and appends the next one only where a quote or a backslash
/// asks for it; "at the end" therefore means the end of the current line, not of the file.
/// Total: every byte moves `position` forward, and nothing is read outside `bytes`.
struct UCIScanner {
  let bytes: [UInt8]
  /// The current line, from 1; 0 before the first.
  private(set) var line = 0
  private(set) var lineEnd = 0
  private var lineStart = 0
  private var position = 0
  /// The first word of the current command that runs past the line it began on.
  private(set) var spanning: (line: Int, column: Int, end: Int)?
  /// Where a `;` glued to an unquoted word made libuci drop the rest of a line that had any.
  private(set) var dropped: UCIWord?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Goes to the next line; false at the end of the file.
  mutating func nextLine() -> Bool {
    (spanning, dropped) = (nil, nil)
    position = lineEnd
    return extend()
  }

  /// Goes back to the line after the one that ends at `end`.
  mutating func resume(afterLine line: Int, endingAt end: Int) {
    (self.line, lineEnd, position) = (line, min(max(end, 0), bytes.count), end)
  }

  /// Whether the line after `end` starts with a UCI command: then a quote before it was forgotten.
  func commandFollows(_ end: Int) -> Bool {
    var probe = UCIScanner(bytes)
    probe.lineEnd = end
    guard probe.nextLine() else { return false }
    probe.skipWhitespace()
    guard let word = probe.commandWord() else { return false }
    return UCICommand(word.bytes) != nil
  }

  mutating func skipWhitespace() {
    while let byte = current, ASCII.isSpace(byte) { position += 1 }
  }

  /// The first word of a command: up to a blank, with no quoting; nil at the end of the line.
  mutating func commandWord() -> UCIWord? {
    while let byte = current, ASCII.isBlank(byte) { position += 1 }
    guard current != nil else { return nil }
    let start = position
    while let byte = current, !ASCII.isBlank(byte) { position += 1 }
    let word = word(Array(bytes[start..<position]), from: start, line: line, lineStart: lineStart)
    if current != nil { position += 1 }
    return word
  }

  /// The next word of a command; empty where the command ends.
  mutating func nextWord() throws(UCIFault) -> UCIWord {
    skipWhitespace()
    let (start, startLine, startOfLine) = (position, line, lineStart)
    if current == UInt8(ascii: ";") {
      position += 1
      return word([], from: start, line: startLine, lineStart: startOfLine)
    }
    var text: [UInt8] = []
    try readWord(into: &text)
    let result = word(text, from: start, line: startLine, lineStart: startOfLine)
    if let byte = current, ASCII.isSpace(byte) { position += 1 }
    return result
  }

  private mutating func readWord(into text: inout [UInt8]) throws(UCIFault) {
    var isPlain = true
    while let byte = current {
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        isPlain = false
        try readQuoted(byte, into: &text)
      case UInt8(ascii: "\\"):
        isPlain = false
        if let literal = readEscape() { text.append(literal) }
      case UInt8(ascii: "#"):
        position = lineEnd
      case UInt8(ascii: ";"):
        if isPlain { dropRest() }
        return
      default:
        text.append(byte)
        position += 1
      }
      if let next = current, ASCII.isSpace(next) { return }
    }
  }

  /// libuci ends a word in place: where nothing was taken out of the word before, its end mark
  /// lands on the `;` itself, and the line ends there for good.
  private mutating func dropRest() {
    let rest = bytes[position..<lineEnd].dropFirst().first { !ASCII.isSpace($0) }
    if let rest, rest != UInt8(ascii: "#") {
      let end = min(position + 1, lineEnd)
      dropped = word(Array(bytes[position..<end]), from: position, line: line, lineStart: lineStart)
    }
    position = lineEnd
  }

  private mutating func readQuoted(
    _ quote: UInt8, into text: inout [UInt8]
  ) throws(UCIFault) {
    let opening = UCIWord(
      [quote], line: line, column: position - lineStart + 1, length: 1, lastLine: line)
    let openingEnd = lineEnd
    position += 1
    while true {
      guard let byte = current else {
        if spanning == nil { spanning = (opening.line, opening.column, openingEnd) }
        guard extend() else {
          throw UCIFault(
            word: opening, what: "this quote is never closed", expected: "a closing \([quote])")
        }
        continue
      }
      if byte == quote {
        position += 1
        return
      }
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        if let literal = readEscape() { text.append(literal) }
      } else {
        text.append(byte)
        position += 1
      }
    }
  }

  /// Reads a backslash and what it protects; nil if that was the end of the line, which then
  /// goes on with the next one.
  private mutating func readEscape() -> UInt8? {
    position += 1
    let rest = lineEnd - position
    let isLineEnd =
      current == nil || current == UInt8(ascii: "\n")
      || (current == UInt8(ascii: "\r") && rest == 2 && bytes[position + 1] == UInt8(ascii: "\n"))
    guard isLineEnd else {
      defer { position += 1 }
      return current
    }
    position = lineEnd
    _ = extend()
    return nil
  }

  private var current: UInt8? { position < lineEnd ? bytes[position] : nil }

  /// Appends the next line of the file to what can be read; false at the end of the file.
  private mutating func extend() -> Bool {
    guard lineEnd < bytes.count else { return false }
    (lineStart, line) = (lineEnd, line + 1)
    let newline = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n"))
    lineEnd = newline.map { $0 + 1 } ?? bytes.count
    return true
  }

  private func word(_ text: [UInt8], from start: Int, line: Int, lineStart: Int) -> UCIWord {
    UCIWord(
      text, line: line, column: start - lineStart + 1, length: max(1, position - start),
      lastLine: self.line)
  }
}
