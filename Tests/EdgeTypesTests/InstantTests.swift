import EdgeTypes
import Testing

@Suite struct InstantTests {
  @Test func advancePastEnd_saturates() {
    #expect(Instant(microseconds: .max - 1).advanced(bySeconds: 1) == .distantFuture)
  }
  @Test func sinceLater_isZero() {
    #expect(Instant.zero.since(Instant(microseconds: 5)) == .zero)
  }
}
