/// A day of the proleptic Gregorian calendar and the time of day, in whatever zone the caller
/// shifted the seconds to.
///
/// The day arithmetic counts years from March, so that the leap day is the last of its year, as
/// described by Howard Hinnant ("chrono-compatible low-level date algorithms", 2013). Total: years
/// outside 1970...9999 are clamped, so no clock value can trap.
public struct CivilDate: Hashable, Comparable, Sendable {
  public let year: Int
  /// 1...12
  public let month: Int
  /// 1...31
  public let day: Int
  /// 0...1439
  public let minuteOfDay: Int

  private static let daysPerEra = 146_097
  private static let secondsPerDay: Int64 = 86_400
  /// 9999-12-31T23:59:59Z
  private static let latest: Int64 = 253_402_300_799

  /// - Parameter localSeconds: seconds since 1970-01-01T00:00 in local time.
  public init(localSeconds: Int64) {
    let seconds = min(max(localSeconds, 0), Self.latest)
    let days = Int(seconds / Self.secondsPerDay) + 719_468  // from 0000-03-01
    let era = days / Self.daysPerEra
    let dayOfEra = days % Self.daysPerEra
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    minuteOfDay = Int(seconds % Self.secondsPerDay / 60)
  }

  public static func < (left: CivilDate, right: CivilDate) -> Bool {
    (left.year, left.month, left.day, left.minuteOfDay)
      < (right.year, right.month, right.day, right.minuteOfDay)
  }

  /// 28...31
  public static func daysInMonth(_ month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
