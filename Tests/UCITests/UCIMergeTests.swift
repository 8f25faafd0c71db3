import EdgeTypes
import Testing
import UCI

/// How libuci puts commands together to sections and options.
@Suite struct UCIMergeTests {
  @Test func sectionWithoutName_isNamedByCountAndHashOfItsType() {
    // The names that `uci show -X firewall` gives on a router: defaults, zone, zone, named, zone.
    let text = "config defaults\nconfig zone\nconfig zone\nconfig rule 'r'\nconfig zone ''\n"
    let (package, _) = UCIPackage.parse(Array(text.utf8), file: [])
    #expect(
      package?.sections.map { String(decoding: $0.name.bytes, as: UTF8.self) } == [
        "cfg01e63d", "cfg02dc81", "cfg03dc81", "r", "cfg05dc81",
      ])
    #expect(package?.sections.map(\.isAnonymous) == [true, true, true, false, true])
  }

  @Test func moreThan255Sections_takeMoreDigits() {
    let text = String(repeating: "config zone\n", count: 256)
    let (package, _) = UCIPackage.parse(Array(text.utf8), file: [])
    #expect(package?.sections.last.map { UCIReading.string($0.name.bytes) } == "cfg100dc81")
  }

  @Test func typeAndIndex_addressSections() throws {
    let text = "config a\noption v 0\nconfig b 'x'\noption v 1\nconfig a 'y'\noption v 2\n"
    let package = try #require(UCIPackage.parse(Array(text.utf8), file: []).package)
    func value(_ address: String) -> String? {
      package.section(Array(address.utf8))?.option(Array("v".utf8)).map {
        UCIReading.describe($0.value)
      }
    }
    #expect(value("@a[0]") == "'0'")
    #expect(value("@a[1]") == "'2'")
    #expect(value("@a[-1]") == "'2'")
    #expect(value("@a[-2]") == "'0'")
    #expect(value("@[1]") == "'1'")
    #expect(value("y") == "'2'")
    for wrong in ["@a[2]", "@a[-3]", "@c[0]", "@a", "@a[", "@a[]", "@a[x]", "@a[0]x", "@", "", "z"]
    {
      #expect(value(wrong) == nil, "\(wrong)")
    }
  }

  @Test func sameNameAgain_mergesIntoTheFirst() {
    let text = "config t n\noption a 1\nconfig t m\nconfig t n\noption b 2\noption a 3\n"
    #expect(UCIReading(text).sections == ["t 'n' a='3' b='2'", "t 'm'"])
  }

  @Test func sameNameOfAnotherType_isRefused() {
    #expect(
      UCIReading("config t n\nconfig u n\n").errors == [
        "2:10 'n' at line 1 is a section of type 't'"
      ])
  }

  @Test func nameOfAnAnonymousSection_mergesIntoIt() {
    let text = "config defaults\nconfig defaults cfg01e63d\noption a 1\n"
    #expect(UCIReading(text).sections == ["defaults a='1'"])
  }

  @Test func lastOption_wins() {
    #expect(UCIReading("config t n\noption a 1\noption a 2\n").sections == ["t 'n' a='2'"])
  }

  @Test func list_appends() {
    #expect(
      UCIReading("config t n\nlist a 1\nlist b x\nlist a 2\n").sections == [
        "t 'n' a=['1','2'] b=['x']"
      ])
  }

  @Test func optionThenList_becomesAListOfBoth() {
    #expect(UCIReading("config t n\noption a 1\nlist a 2\n").sections == ["t 'n' a=['1','2']"])
  }

  @Test func listThenOption_replacesTheList() {
    #expect(UCIReading("config t n\nlist a 1\nlist a 2\noption a 3\n").sections == ["t 'n' a='3'"])
  }

  @Test func emptyOption_isNotStored() {
    #expect(UCIReading("config t n\noption a ''\noption b\n").sections == ["t 'n'"])
  }

  @Test func emptyOptionAfterAFullOne_changesNothing() {
    #expect(UCIReading("config t n\noption a 1\noption a ''\n").sections == ["t 'n' a='1'"])
  }

  @Test func emptyListItem_isStored() {
    #expect(UCIReading("config t n\nlist a ''\nlist a\n").sections == ["t 'n' a=['','']"])
  }
}
