public import EdgeTypes

/// The units that values are written in.
public enum Measure {
  /// `10mbit`, `500kbit`, `1.5mbit`, or a plain number of kbit/s as sqm has it; units are
  /// thousands, as in tc. 1 kbit/s to 100 Gbit/s.
  public static func rate(_ text: [UInt8]) throws(ValueFault) -> BitRate {
    let expected: Text = "a rate such as 10mbit or 500kbit, or a plain number of kbit/s"
    guard let quantity = Quantity(text) else {
      throw ValueFault("is not a rate", expected: expected)
    }
    guard let unit = rateUnit(quantity.unit) else {
      throw ValueFault(
        "has no unit of rate that is known here", expected: expected,
        nearest: corrected(text, quantity.unit, among: ["bit", "kbit", "mbit", "gbit"]))
    }
    guard let bits = quantity.times(unit), (1_000...100_000_000_000).contains(bits) else {
      throw ValueFault("is out of range", expected: "a rate from 1kbit to 100gbit")
    }
    return BitRate(bitsPerSecond: bits)
  }

  private static func rateUnit(_ unit: [UInt8]) -> UInt64? {
    switch Text(unit) {
    case "bit": 1
    case "", "kbit": 1_000
    case "mbit": 1_000_000
    case "gbit": 1_000_000_000
    default: nil
    }
  }

  /// `50GB` (thousands), `64MiB` (1,024s), or a plain number of bytes; at least 1.
  public static func size(_ text: [UInt8]) throws(ValueFault) -> ByteCount {
    let expected: Text = "a size such as 50GB or 64MiB, or a plain number of bytes"
    guard let quantity = Quantity(text) else {
      throw ValueFault("is not a size", expected: expected)
    }
    guard let unit = sizeUnit(quantity.unit) else {
      throw ValueFault(
        "has no unit of size that is known here", expected: expected,
        nearest: corrected(
          text, quantity.unit, among: ["kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB"]))
    }
    guard let bytes = quantity.times(unit), (1...1_000_000_000_000_000_000).contains(bytes) else {
      throw ValueFault("is out of range", expected: "a size from 1 byte to 1000000TB")
    }
    return ByteCount(bytes)
  }

  private static func sizeUnit(_ unit: [UInt8]) -> UInt64? {
    switch Text(unit) {
    case "", "b": 1
    case "kb": 1_000
    case "mb": 1_000_000
    case "gb": 1_000_000_000
    case "tb": 1_000_000_000_000
    case "kib": 1 << 10
    case "mib": 1 << 20
    case "gib": 1 << 30
    case "tib": 1 << 40
    default: nil
    }
  }

  /// `30s`, `5m`, `2h`, or a plain number of seconds; at most a year.
  public static func time(_ text: [UInt8]) throws(ValueFault) -> Interval {
    let expected: Text = "a time such as 30s, 5m or 2h, or a plain number of seconds"
    guard let quantity = Quantity(text) else {
      throw ValueFault("is not a time", expected: expected)
    }
    let unit: UInt64
    switch Text(quantity.unit) {
    case "", "s": unit = 1_000_000
    case "m": unit = 60_000_000
    case "h": unit = 3_600_000_000
    default: throw ValueFault("has no unit of time that is known here", expected: expected)
    }
    guard let microseconds = quantity.times(unit), microseconds <= 31_536_000_000_000 else {
      throw ValueFault("is out of range", expected: "at most a year, 8760h")
    }
    return Interval(microseconds: microseconds)
  }

  /// A time of day, `23:00`, as minutes after midnight.
  public static func minuteOfDay(_ text: [UInt8]) throws(ValueFault) -> Int {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
      let hour = Int(decimalText: parts[0]), let minute = Int(decimalText: parts[1]),
      (0...23).contains(hour), (0...59).contains(minute)
    else {
      throw ValueFault("is not a time of day", expected: "HH:MM from 00:00 to 23:59")
    }
    return hour * 60 + minute
  }

  /// The value with the unit that `unit` probably stands for.
  private static func corrected(
    _ text: [UInt8], _ unit: [UInt8], among units: [StaticString]
  ) -> [UInt8]? {
    guard let found = nearestName(to: unit, among: units.map { Text($0).bytes }) else { return nil }
    return Array(text.dropLast(unit.count)) + found
  }
}
