import EdgeTypes
import JSON
import LinuxPort
import PacketCryptLite
import Testing

/// The vector files, through the same checks as `edgepoint selftest`.
@Suite struct VectorFileTests {
  @Test(arguments: VectorKind.allCases)
  func everyVector_passes(_ kind: VectorKind) throws {
    let tally = VectorFile.check(kind, contents: try Vectors.contents(of: kind))
    #expect(
      tally.failed == 0, "\(tally.failures.map { String(decoding: $0.bytes, as: UTF8.self) })")
    #expect(tally.passed > 0)
  }

  @Test func folder_holdsEveryKindAndNothingElse() throws {
    let names = try Files.names(in: Array(Vectors.folder.utf8))
      .filter { $0 != Array("README.md".utf8) }
    #expect(names.count == VectorKind.allCases.count)
    #expect(names.allSatisfy { VectorKind(fileName: $0) != nil })
  }

  @Test func integersBeyondTheParser_areQuoted() {
    func quoted(_ text: String) -> String {
      String(decoding: WideIntegers.quoted(in: Array(text.utf8)), as: UTF8.self)
    }
    #expect(quoted("[18446744073709551615]") == "[\"18446744073709551615\"]")
    for kept in [
      "[1, -5, true, false, 5.78960446186581e+76, 12345678901234567890.5]",
      #"{"a\"": "12345678901234567890", "b": ["\\", 7]}"#, "\"\\", "",
    ] { #expect(quoted(kept) == kept) }
  }

  @Test(arguments: VectorKind.allCases)
  func fileWithoutVectors_fails(_ kind: VectorKind) {
    for text in ["", "[]", "{}", "[{}]", "[[]]", "{\"kind\": 1}", "[1]", "nonsense"] {
      let tally = VectorFile.check(kind, contents: Array(text.utf8))
      #expect(tally.failed == 1 && tally.passed == 0, "\(text)")
      #expect(tally.failures.count == 1)
    }
  }

  /// A runner that passes everything would be worth nothing: one changed digit must be noticed.
  @Test(arguments: VectorKind.allCases)
  func changedVector_fails(_ kind: VectorKind) throws {
    let name: StaticString =
      switch kind {
      case .hash: "out"
      case .randgen: "insns"
      case .opcodes: "cases"
      case .randhash, .randhashCustom, .crypt: "state_out"
      case .mkitem: "item"
      case .cryptocycle: "state"
      case .merkle: "leaf"
      case .announce: "work_hash"
      case .validateValid: "work_hash"
      case .validateInvalid: "verdict"
      case .difficulty: "value"
      case .blockTreeProof: "root"
      case .blockCheck: "verdict"
      case .pool: "dedup_hash"
      case .poolSamples: "coinbase"
      case .addresses: "address"
      }
    var contents = try Vectors.contents(of: kind)
    let key = Text("\"\(name)\":").bytes
    let start = try #require(contents.firstIndex(of: key))
    // The last hex digit or letter of the member's value, before its closing quote.
    let open = try #require(contents[(start + key.count)...].firstIndex(of: 0x22))
    let close = try #require(contents[(open + 1)...].firstIndex(of: 0x22))
    contents[close - 1] = contents[close - 1] == 0x31 ? 0x32 : 0x31
    let tally = VectorFile.check(kind, contents: contents)
    #expect(tally.failed == 1, "\(tally.passed) passed")
  }
}

extension [UInt8] {
  /// Where `pattern` first occurs.
  fileprivate func firstIndex(of pattern: [UInt8]) -> Int? {
    indices.first { self[$0...].starts(with: pattern) }
  }
}
