import EdgeConfig
import EdgeTypes
import TestSupport
import Testing
import UCI

/// Whatever a file holds, reading it ends, does not trap, and says something that makes sense.
@Suite struct ConfigMutationTests {
  /// Bytes that mean something to the syntax, and some that do not.
  private static let changes: [UInt8] = [
    0x00, 0x09, 0x0A, 0x0D, 0x20, 0x22, 0x23, 0x27, 0x2D, 0x3B, 0x5C, 0x30, 0x61, 0x7F, 0x80, 0xFF,
  ]

  @Test func everyPrefixOfTheCorpus_keepsTheInvariants() throws {
    for file in try Corpus.files("uci") where file.bytes.count < 2000 {
      for length in 0...file.bytes.count { check(Array(file.bytes[..<length])) }
    }
  }

  @Test func everyOneByteChangeOfTheCorpus_keepsTheInvariants() throws {
    var tried = 0
    for file in try Corpus.files("uci") where file.bytes.count < 2000 {
      for index in file.bytes.indices {
        var changed = file.bytes
        for step in 0..<3 {
          let choice = (index * 3 + step * 5) % ConfigMutationTests.changes.count
          changed[index] =
            step == 2 ? file.bytes[index] ^ 0x20 : ConfigMutationTests.changes[choice]
          check(changed)
          tried += 1
        }
      }
    }
    #expect(tried >= 10_000)
  }

  @Test func randomChangesOfTheCorpus_keepTheInvariants() throws {
    let files = try Corpus.files("uci").filter { $0.bytes.count < 2000 }
    let mutations = Count("uci_mutations")
    var random = SplitMix(state: mutations.seed)
    for _ in 0..<mutations.count {
      var bytes = files[Int.random(in: files.indices, using: &random)].bytes
      for _ in 0...Int.random(in: 0..<4, using: &random) { change(&bytes, &random) }
      check(bytes)
    }
    #expect(mutations.count >= 1_000)
  }

  /// Puts a byte in, takes one out, replaces one, or repeats a piece.
  private func change(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    let at = Int.random(in: 0...bytes.count, using: &random)
    let new = ConfigMutationTests.changes.randomElement(using: &random) ?? 0
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes.insert(new, at: at)
    case 1 where at < bytes.count: bytes.remove(at: at)
    case 2 where at < bytes.count: bytes[at] = new
    default:
      let end = Int.random(in: at...bytes.count, using: &random)
      bytes.insert(contentsOf: bytes[at..<end], at: at)
    }
  }

  private func check(_ bytes: [UInt8]) {
    let (config, problems) = Config.decode(bytes: bytes, file: Array("f".utf8)) { address in
      address.starts(with: Array("pkt1q".utf8)) ? nil : "is not one"
    }
    let lines = bytes.filter { $0 == 0x0A }.count + 1
    var sane = (config == nil) == problems.hasErrors
    for problem in problems.problems {
      sane = sane && (1...lines).contains(problem.line) && problem.column >= 1
      sane = sane && problem.column <= bytes.count + 1 && !problem.what.bytes.isEmpty
    }
    let report = problems.report(source: bytes).bytes
    sane = sane && report.last == 0x0A && !report.contains { $0 < 0x20 && $0 != 0x0A }
    if let config, !config.miner.enabled { sane = sane && problems.errorCount == 0 }
    if let package = UCIPackage.parse(bytes, file: []).package {
      let again = UCIPackage.parse(package.exported(), file: []).package
      sane = sane && (again == package || hasMixedNames(package) || hasBareType(package))
    }
    if !sane { Issue.record("broken by \(bytes)") }
  }

  /// libuci exports a section's type without quotes, whatever is in it (`uci_export_package`).
  private func hasBareType(_ package: UCIPackage) -> Bool {
    package.sections.contains { section in
      section.type.bytes.contains { Array("\"'\\#;".utf8).contains($0) }
    }
  }

  /// `config wa\" 'wan'` is read as libuci reads it, and is exported as libuci exports it.
  @Test func typeWithAQuote_isReadAndExportedAsLibuciDoes() throws {
    let package = try #require(
      UCIPackage.parse(Array("config wa\\\" 'wan'\n".utf8), file: []).package)
    #expect(package.sections.map { $0.type.bytes } == [Array("wa\"".utf8)])
    #expect(hasBareType(package))
    let exported = String(decoding: package.exported(), as: UTF8.self)
    #expect(exported.contains("config wa\" 'wan'"))
  }

  /// A file may call a section what libuci calls an anonymous one; exported, the two part.
  private func hasMixedNames(_ package: UCIPackage) -> Bool {
    package.sections.contains { $0.name.bytes.starts(with: Array("cfg".utf8)) }
  }
}
