internal import EdgeTypes

/// What a round trip takes while nothing waits in a queue: the least seen lately.
///
/// A shorter one is taken at once. A longer one is learnt when so many samples in a row were all
/// longer and the caller knows that it is not our traffic that delays them; otherwise the value
/// creeps up by a thousandth a sample, so that a slow change is followed too. The line may be full
/// when it is looked at first, so the first one is not believed beyond what most lines take.
struct RoundTripBaseline: Equatable {
  private(set) var value: Interval?
  private var least = Interval.zero
  private var count = 0
  private var needed: Int?
  private static let likely = Interval.milliseconds(100)

  /// - Parameter needed: how many longer ones in a row are believed; nil = this one tells nothing
  ///   about the line without our traffic.
  mutating func take(_ roundTrip: Interval, believedAfter needed: Int?) {
    let old = value ?? Self.likely
    guard roundTrip > old else {
      value = roundTrip
      count = 0
      return
    }
    let crept = old.microseconds &+ (old.microseconds / 1_000) &+ 1
    value = min(Interval(microseconds: crept), roundTrip)
    if needed != self.needed { (self.needed, count) = (needed, 0) }
    guard let needed else { return }
    least = count == 0 ? roundTrip : min(least, roundTrip)
    count += 1
    guard count >= needed else { return }
    (value, count) = (least, 0)
  }
}
