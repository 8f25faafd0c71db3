internal import EdgeTypes

/// Numbers, rates, sizes and times as people read them.
enum Figures {
  /// All digits below 100,000; then three or four with k, M, G or T, cut and never rounded up.
  static func compact(_ value: UInt64) -> Text {
    guard value >= 100_000 else { return "\(value)" }
    return scaled(value, units: ["k", "M", "G", "T", "P", "E"])
  }

  /// Thousands apart by commas.
  static func grouped(_ value: UInt64) -> Text {
    let digits = Text("\(value)").bytes
    var text = Text()
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(bytes: [digit])
    }
    return text
  }

  static func rate(_ rate: BitRate) -> Text {
    let bits = rate.bitsPerSecond
    if bits < 1000 { return "\(bits) bit/s" }
    return "\(scaled(bits, units: [" k", " M", " G", " T", " P", " E"]))bit/s"
  }

  static func size(_ bytes: UInt64) -> Text {
    if bytes < 1000 { return "\(bytes) B" }
    return "\(scaled(bytes, units: [" k", " M", " G", " T", " P", " E"]))B"
  }

  /// Two units at most: `2 d 3 h`, `14 min 5 s`.
  static func time(_ seconds: UInt64) -> Text {
    switch seconds {
    case 0..<60: "\(seconds) s"
    case 60..<3600: "\(seconds / 60) min \(seconds % 60) s"
    case 3600..<86_400: "\(seconds / 3600) h \(seconds / 60 % 60) min"
    default: "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
    }
  }

  /// To a tenth.
  static func milliseconds(_ interval: Interval) -> Text {
    "\(interval.microseconds / 1_000).\(interval.microseconds % 1_000 / 100) ms"
  }

  static func celsius(_ milliCelsius: Int) -> Text {
    let magnitude = milliCelsius.magnitude / 100
    return "\(milliCelsius < 0 ? "-" : "")\(magnitude / 10).\(magnitude % 10) C"
  }

  /// `value` with thousands cut off until three digits stand before the unit; a decimal place if
  /// fewer than three do.
  private static func scaled(_ value: UInt64, units: [StaticString]) -> Text {
    var (rest, unit) = (value, 0)
    while rest >= 1_000_000, unit + 1 < units.count { (rest, unit) = (rest / 1000, unit + 1) }
    let whole = rest / 1000
    if whole >= 100 || rest % 1000 < 100 { return "\(whole)\(units[unit])" }
    return "\(whole).\(rest % 1000 / 100)\(units[unit])"
  }
}

extension Text {
  /// Blanks up to `width` characters of one column each.
  mutating func pad(to width: Int, from start: Int) {
    let used = columns(from: start)
    if used < width { append(bytes: [UInt8](repeating: 0x20, count: width - used)) }
  }

  /// The columns that the bytes from `start` take on a terminal: UTF-8 continuation bytes take none.
  func columns(from start: Int) -> Int {
    bytes[min(start, bytes.count)...].reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
  }

  mutating func append(left text: Text, width: Int) {
    let start = bytes.count
    append(text)
    pad(to: width, from: start)
  }

  mutating func append(right text: Text, width: Int) {
    let used = text.columns(from: 0)
    if used < width { append(bytes: [UInt8](repeating: 0x20, count: width - used)) }
    append(text)
  }
}

/// `bytes` from outside as one printable line of at most `width` columns; what is cut shows as `~`.
func printable(_ bytes: [UInt8], width: Int) -> Text {
  let clean = bytes.map { (0x20...0x7E).contains($0) ? $0 : 0x3F }
  guard clean.count > width, width > 0 else { return Text(clean) }
  return Text(clean.prefix(width - 1) + [0x7E])
}
