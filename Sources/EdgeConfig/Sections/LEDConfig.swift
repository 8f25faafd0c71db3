internal import EdgeTypes
internal import UCI

/// A LED that shows how the service is.
public struct LEDConfig: Equatable, Sendable {
  public var name: [UInt8]
  /// The directory name under /sys/class/leds.
  public var sysfs: [UInt8]
  public init(name: [UInt8], sysfs: [UInt8]) { (self.name, self.sysfs) = (name, sysfs) }
}

extension SectionType {
  static var led: SectionType { SectionType("led", isRepeated: true) { $0.readLED(&$1) } }
}

extension ConfigDecoder {
  fileprivate mutating func readLED(_ reader: inout SectionReader) {
    let word = reader.word(
      "sysfs", .led, default: "none: must be given", help: "its name in `/sys/class/leds`")
    guard let word else {
      reader.missing("sysfs", expected: "option sysfs 'NAME', a name from /sys/class/leds")
      return
    }
    guard let sysfs = reader.decode(word, "sysfs", .led) else { return }
    if config.leds.contains(where: { $0.sysfs == sysfs }) {
      reader.problems.add(
        .error, at: word, "the LED '\(sysfs)' is used twice", expected: "one section for each LED")
    }
    config.leds.append(LEDConfig(name: reader.section.name.bytes, sysfs: sysfs))
  }
}

extension ValueKind where Value == [UInt8] {
  fileprivate static var led: ValueKind {
    ValueKind(ManualText("name, 1 to 63 characters"), NameValue.led)
  }
}

extension NameValue {
  /// A directory name under /sys/class/leds.
  fileprivate static func led(_ text: [UInt8]) throws(ValueFault) -> [UInt8] {
    let isValid =
      (1...63).contains(text.count) && Text(text) != "." && Text(text) != ".."
      && text.allSatisfy { ASCII.isGraphic($0) && $0 != 0x2F }
    guard isValid else {
      throw ValueFault(
        "cannot be a LED", expected: "a name as listed in /sys/class/leds, such as ACT")
    }
    return text
  }
}
