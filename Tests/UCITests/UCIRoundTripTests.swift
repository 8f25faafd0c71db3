import EdgeTypes
import Testing
import UCI

/// What `uci export` writes, this reads, and the other way round.
@Suite struct UCIRoundTripTests {
  @Test func export_hasTheShapeOfUCI() throws {
    let text = "c t n;\no a 'it'\\''s'; l b 1\nl b ''\nc u\no c 'x\ny'\n"
      .replacing("n;", with: "n")
    let package = try #require(UCIPackage.parse(Array(text.utf8), file: []).package)
    #expect(
      UCIReading.string(package.exported()) == """

        config t 'n'
        \toption a 'it'\\''s'
        \tlist b '1'
        \tlist b ''

        config u
        \toption c 'x
        y'


        """)
  }

  @Test func exportedCorpus_isReadAsTheSamePackage() throws {
    for file in try Corpus.files("uci") {
      guard let package = UCIPackage.parse(file.bytes, file: []).package else { continue }
      let again = UCIPackage.parse(package.exported(), file: []).package
      #expect(again == package, "\(file.name)")
    }
  }
}
