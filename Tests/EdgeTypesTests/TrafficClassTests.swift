import EdgeTypes
import Testing

@Suite struct TrafficClassTests {
  @Test func rows_haveNothingInCommon() {
    let all = TrafficClass.allCases
    #expect(Set(all.map { "\($0.code)" }).count == all.count)
    #expect(Set(all.map { "\($0.name)" }).count == all.count)
    let minors = all.flatMap { Set([$0.minor, $0.leafMinor]) }
    #expect(Set(minors).count == minors.count)
    let counters = all.compactMap(\.counters).flatMap { ["\($0.up)", "\($0.down)"] }
    #expect(Set(counters).count == counters.count)
    #expect(all.allSatisfy { $0.priority < 8 && $0.ceilingPart > 0 })
  }

  @Test func everyScopeButTheTotal_isThatOfOneCountedClass() {
    for scope in CapScope.allCases where scope != .total {
      #expect(TrafficClass.allCases.filter { $0.capScope == scope }.count == 1)
      #expect(scope.trafficClass?.counters != nil)
    }
    #expect(CapScope.total.trafficClass == nil)
  }

  @Test func capsHold_whatTheyMean_andNeverTheOwner() {
    for scope in CapScope.allCases { #expect(!scope.holds(.owner)) }
    #expect(CapScope.total.holds(.miner) && CapScope.total.holds(.guest))
    #expect(CapScope.miner.holds(.miner) && !CapScope.miner.holds(.guest))
  }

  @Test func valuesOfClassesAndDirections_areKeptApart() {
    var values = PerClass(repeating: PerDirection(repeating: 0))
    values[.guest].up = 1
    values[.miner][.down] = 2
    #expect(
      values == PerClass(of: { PerDirection(up: $0 == .guest ? 1 : 0, down: $0 == .miner ? 2 : 0) })
    )
  }
}
