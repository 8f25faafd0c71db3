import EdgeTypes
import Testing

@Suite struct PlaceholderTests {
  @Test func zero_isZero() { #expect(Instant.zero.microseconds == 0) }
}
