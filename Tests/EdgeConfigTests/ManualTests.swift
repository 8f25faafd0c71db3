import EdgeConfig
import Testing
import UCI

/// The manual says what the program knows: every option, and no other.
@Suite struct ManualTests {
  @Test func everyKnownOption_isInTheManual_andViceVersa() throws {
    var known: [String: [String]] = [:]
    for section in Config.sections {
      known["\(section.type)"] = section.options.map { "\($0.name)" }.sorted()
    }
    var documented: [String: [String]] = [:]
    for table in try Manual.tables() {
      documented[table.type] = table.rows.map { String($0.split(separator: "`")[1]) }.sorted()
    }
    #expect(documented == known)
  }

  /// Each option with its values, its default and what it does, in the same order.
  @Test func tablesOfTheManual_areTheDeclarations() throws {
    let (written, declared) = (try Manual.tables(), Manual.declaredTables())
    #expect(written.map(\.type) == declared.map(\.type))
    for (written, declared) in zip(written, declared) {
      #expect(
        written.rows == declared.rows,
        "the table of `\(declared.type)` must be:\n\(declared.rows.joined(separator: "\n"))")
    }
  }

  @Test func exampleInTheManual_hasNoProblemButItsAddress() throws {
    let blocks = try Manual.text().split(separator: "```", omittingEmptySubsequences: false)
    let examples = blocks.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
      .filter { $0.hasPrefix("uci\n") }.map { String($0.dropFirst(4)) }
    #expect(examples.count >= 10)
    for example in examples {
      let (_, problems) = Config.decode(bytes: Array(example.utf8), file: []) { _ in nil }
      #expect(problems.problems.isEmpty, "\(problems.problems) in \(example)")
    }
  }

  /// It is the empty config, written out: what it sets is what holds without it, but for the device.
  @Test func shippedFile_hasNoProblem_andSetsDefaultsOnly() throws {
    let file = try Manual.shippedFile()
    let (config, problems) = Config.decode(bytes: file, file: []) { _ in nil }
    #expect(problems.problems.isEmpty)
    var expected = Config()
    expected.wan.device = Array("eth0".utf8)
    #expect(config == expected)
  }
}
