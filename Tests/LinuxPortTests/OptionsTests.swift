import EdgeTypes
import LinuxPort
import Testing

/// Serialised: getopt_long keeps its state in globals.
@Suite(.serialized) struct OptionsTests {
  private let specs = [
    OptionSpec("config", value: "FILE"), OptionSpec("json"), OptionSpec("count", value: "N"),
    OptionSpec("color"),
  ]

  private func parse(_ line: String) -> Options {
    Options(words: line.split(separator: " ").map { Array($0.utf8) }, long: specs)
  }

  @Test func optionsAndOperandsMixed_areToldApart() {
    var options = parse("run --config a.conf one --json two --count=5")
    #expect(options.problem == nil)
    #expect(options.rest == [Array("one".utf8), Array("two".utf8)])
    #expect(options.next() == .some(OptionGivenFor("config", "a.conf")))
    #expect(options.next()?.name == "json")
    #expect(options.next()?.value == Array("5".utf8))
    #expect(options.next() == nil)
    #expect(options.has("json") && !options.has("color"))
  }

  @Test func optionGivenTwice_lastValueCounts() {
    let options = parse("run --config a --config b")
    #expect(options.value("config") == Array("b".utf8))
    #expect(options.values("config").count == 2)
  }

  @Test func doubleDash_endsTheOptions() {
    #expect(parse("run -- --json").rest == [Array("--json".utf8)])
  }

  @Test func abbreviation_isCompleted() {
    #expect(parse("run --conf a").value("config") == Array("a".utf8))
  }

  @Test(arguments: [
    ("run --colour", "unknown or ambiguous option '--colour'"),
    ("run --co 1", "unknown or ambiguous option '--co'"),
    ("run -x", "unknown option '-x'"),
    ("run --config", "option '--config' needs a value"),
    ("run --json=1", "option '--json=1' takes no value"),
  ])
  func badOption_isNamed(line: String, message: String) {
    #expect(parse(line).problem == Text(message.utf8))
  }

  @Test func noWords_isNothing() {
    let options = Options(words: [], long: specs)
    #expect(options.rest.isEmpty && options.problem == nil)
  }

  private func OptionGivenFor(_ name: Text, _ value: String) -> OptionGiven? {
    var options = parse("run --\(String(decoding: name.bytes, as: UTF8.self)) \(value)")
    return options.next()
  }
}
