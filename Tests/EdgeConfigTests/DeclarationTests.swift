import EdgeConfig
import EdgeTypes
import Testing
import UCI

/// What an option declares holds: it is read, it has its property, and its default is the default.
@Suite struct DeclarationTests {
  private static func decode(_ text: String) -> Config? {
    Config.decode(bytes: Array(text.utf8), file: []) { _ in nil }.config
  }

  /// What a section of each type needs beside the option that is looked at.
  private static let needed = ["cap": "option limit '1GB'"]

  @Test func declaredDefault_isWhatHoldsWithoutTheOption() {
    var compared = 0
    for section in Config.sections {
      let start =
        "config \(section.type) 'miner'\n\(DeclarationTests.needed["\(section.type)"] ?? "")\n"
      for option in section.options {
        let text = Manual.string(option.defaultValue)
        guard text.hasPrefix("`"), let value = text.split(separator: "`").first else { continue }
        let given = DeclarationTests.decode("\(start)option \(option.name) '\(value)'\n")
        #expect(given != nil, "\(section.type).\(option.name) '\(value)'")
        #expect(
          given == DeclarationTests.decode(start), "\(section.type).\(option.name) '\(value)'")
        compared += 1
      }
    }
    #expect(compared >= 20)
  }

  /// The full file gives every option a value that is not its default.
  @Test func everyDeclaredOption_changesTheConfig() {
    let lines = FullConfig.text.split(separator: "\n", omittingEmptySubsequences: false)
    for section in Config.sections {
      for option in section.options {
        var type = ""
        let rest = lines.filter { line in
          let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
          if words.first == "config" { type = String(words[1]) }
          return
            !(type == "\(section.type)" && words.count > 1 && words[1] == "\(option.name)"
            && words.first != "config")
        }
        #expect(rest.count < lines.count, "\(section.type).\(option.name) is not in the full file")
        #expect(
          DeclarationTests.decode(rest.joined(separator: "\n")) != FullConfig.value,
          "\(section.type).\(option.name) is read and not used")
      }
    }
  }

  @Test func everyPropertyOfASection_hasItsOption() throws {
    let config = FullConfig.value
    let sections: [(StaticString, Any)] = [
      ("globals", config.globals), ("wan", config.wan), ("miner", config.miner),
      ("class", try #require(config.classes.first)), ("cap", try #require(config.caps.first)),
      ("schedule", try #require(config.schedules.first)),
      ("lease", try #require(config.leases.first)), ("guest", config.guest),
      ("mesh", config.mesh), ("led", try #require(config.leds.first)), ("status", config.status),
    ]
    let declared = Config.sections
    #expect(sections.map { "\($0.0)" } == declared.map { "\($0.type)" })
    #expect(Mirror(reflecting: config).children.count == declared.count)
    for (section, declared) in zip(sections, declared) {
      let properties = Mirror(reflecting: section.1).children.compactMap(\.label)
        .filter { $0 != "name" }
      #expect(
        properties.count == declared.options.count,
        "\(declared.type): \(properties) for \(declared.options.map { "\($0.name)" })")
    }
  }

  @Test func everyOption_saysWhatItDoes() {
    for section in Config.sections {
      for option in section.options {
        for text in [option.unit, option.defaultValue, option.help] {
          #expect(!text.text.bytes.isEmpty, "\(section.type).\(option.name)")
        }
      }
    }
  }
}
