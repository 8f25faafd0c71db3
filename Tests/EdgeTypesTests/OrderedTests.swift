import EdgeTypes
import Testing

@Suite struct OrderedTests {
  @Test func anyList_comesOutAsTheStandardSortHasIt() {
    var random = SystemRandomNumberGenerator()
    for count in 0..<40 {
      let values = (0..<count).map { _ in Int.random(in: 0..<20, using: &random) }
      #expect(values.ordered(by: <) == values.sorted())
    }
  }

  @Test func equalElements_stayInTheirOrder() {
    let pairs = [(2, "a"), (1, "b"), (2, "c"), (1, "d"), (0, "e")]
    #expect(pairs.ordered { $0.0 < $1.0 }.map(\.1) == ["e", "b", "d", "a", "c"])
  }
}
