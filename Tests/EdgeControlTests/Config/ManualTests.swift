import EdgeControl
import EdgeTypes
import Foundation
import Testing

/// The manual says what the program knows: every option, and no other.
@Suite struct ManualTests {
  private static func manual() throws -> String {
    let file = Corpus.root.appendingPathComponent("../../docs/manual/config.md").standardizedFileURL
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  /// The options of each section in the tables of the manual: under "## `type`", "| `option` |".
  private static func documented() throws -> [String: [String]] {
    var found: [String: [String]] = [:]
    var section = ""
    for line in try manual().split(separator: "\n") {
      if line.hasPrefix("## ") {
        section = line.split(separator: "`").count > 1 ? String(line.split(separator: "`")[1]) : ""
      } else if line.hasPrefix("| `"), !section.isEmpty {
        found[section, default: []].append(String(line.split(separator: "`")[1]))
      }
    }
    return found
  }

  @Test func everyKnownOption_isInTheManual_andViceVersa() throws {
    var known: [String: [String]] = [:]
    for (type, options) in Config.vocabulary {
      known["\(type)"] = options.map { "\($0)" }.sorted()
    }
    let documented = try ManualTests.documented().mapValues { $0.sorted() }
    #expect(documented == known)
  }

  @Test func exampleInTheManual_hasNoProblemButItsAddress() throws {
    let blocks = try ManualTests.manual().components(separatedBy: "```")
    let examples = blocks.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
      .filter { $0.hasPrefix("uci\n") }.map { String($0.dropFirst(4)) }
    #expect(examples.count >= 10)
    for example in examples {
      let (_, problems) = Config.decode(bytes: Array(example.utf8), file: []) { _ in nil }
      #expect(problems.problems.isEmpty, "\(problems.problems) in \(example)")
    }
  }
}
