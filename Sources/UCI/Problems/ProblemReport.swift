public import EdgeTypes

extension ProblemList {
  /// All problems as a compiler prints them, each with its line and a caret, and a last line that
  /// sums them up. `source` is the file that was decoded.
  public func report(source: [UInt8]) -> Text {
    var lines = SourceLines(source)
    var text = Text()
    for problem in problems {
      text.append(bytes: TerminalText.cleanLine(problem.heading.bytes))
      text.append("\n")
      if !problem.isSecret { text.append(problem.excerpt(of: lines.line(problem.line))) }
      if !problem.expected.bytes.isEmpty {
        text.append("        expected \(TerminalText.cleanLine(problem.expected.bytes))\n" as Text)
      }
      if let nearest = problem.nearest {
        text.append("        did you mean '\(TerminalText.cleanLine(nearest))'?\n" as Text)
      }
    }
    if notKept > 0 { text.append("... and \(notKept) more problems\n" as Text) }
    text.append(summaryLine)
    return text
  }

  private var summaryLine: Text {
    let name = TerminalText.cleanLine(file)
    guard errorCount + warningCount > 0 else { return "\(name): no problems\n" }
    return "\(name): \(counted(errorCount, "error")), \(counted(warningCount, "warning"))\n"
  }

  private func counted(_ count: Int, _ noun: StaticString) -> Text {
    "\(count) \(noun)\(count == 1 ? "" : "s" as StaticString)"
  }
}

extension ConfigProblem {
  /// Bytes shown before and after the place that is meant.
  private static let context = 40

  /// The line of the file, as much of it as fits, and a caret below.
  fileprivate func excerpt(of line: ArraySlice<UInt8>) -> Text {
    let start = min(column - 1, line.count)
    let meant = min(length, line.count - start)
    let first = start > 2 * ConfigProblem.context ? start - ConfigProblem.context : 0
    let last = min(line.count, max(first + 2 * ConfigProblem.context, start + meant))
    let base = line.startIndex
    let before = TerminalText.cleanLine(line[(base + first)..<(base + start)])
    let shown = min(last, start + 2 * ConfigProblem.context)
    let after = TerminalText.cleanLine(line[(base + start)..<(base + shown)])
    let marked = TerminalText.columns(
      TerminalText.cleanLine(line[(base + start)...].prefix(min(meant, shown - start))))
    let number: Text = "\(self.line)"
    let margin = [UInt8](repeating: 0x20, count: max(0, 6 - number.bytes.count))
    let (head, tail): (StaticString, StaticString) =
      (first > 0 ? "..." : "", shown < line.count ? "..." : "")
    let indent = TerminalText.columns(before) + (first > 0 ? 3 : 0)
    let blank = [UInt8](repeating: 0x20, count: indent)
    let rest = [UInt8](repeating: UInt8(ascii: "~"), count: max(0, marked - 1))
    let text: Text = """
      \(margin)\(number) | \(head)\(before)\(after)\(tail)
             | \(blank)^\(rest)

      """
    return text
  }
}

/// Finds lines of a file one after the other, mostly forwards.
private struct SourceLines {
  private let source: [UInt8]
  private var number = 1
  private var start = 0

  init(_ source: [UInt8]) { self.source = source }

  /// The line without its end; empty if there is no such line.
  mutating func line(_ wanted: Int) -> ArraySlice<UInt8> {
    if wanted < number { (number, start) = (1, 0) }
    while number < wanted, let newline = source[start...].firstIndex(of: 0x0A) {
      (number, start) = (number + 1, newline + 1)
    }
    guard number == wanted else { return [] }
    let line = source[start...].prefix { $0 != 0x0A }
    return line.last == 0x0D ? line.dropLast() : line
  }
}
