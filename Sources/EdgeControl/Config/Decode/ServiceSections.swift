internal import EdgeTypes

/// `globals`, `status` and `led`: the service itself.
extension ConfigDecoder {
  mutating func readGlobals(_ reader: inout SectionReader) {
    let levels: Choices<LogLevel> = [
      ("err", .err), ("warning", .warning), ("notice", .notice), ("info", .info), ("debug", .debug),
    ]
    if let level = reader.choice("log_level", levels) { config.globals.logLevel = level }
    let directory = reader.value("state_dir") { (text) throws(ValueFault) in
      try NameValue.path(text, limit: 1024)
    }
    if let directory { config.globals.stateDirectory = directory }
  }

  mutating func readStatus(_ reader: inout SectionReader) {
    // sun_path holds 108 bytes with its end mark (linux/un.h).
    let socket = reader.value("socket") { (text) throws(ValueFault) in
      try NameValue.path(text, limit: 107)
    }
    if let socket { config.status.socket = socket }
  }

  mutating func readLED(_ reader: inout SectionReader) {
    guard let word = reader.word("sysfs") else {
      reader.missing("sysfs", expected: "option sysfs 'NAME', a name from /sys/class/leds")
      return
    }
    guard let sysfs = reader.decode(word, "sysfs", NameValue.led) else { return }
    if config.leds.contains(where: { $0.sysfs == sysfs }) {
      reader.problems.add(
        .error, at: word, "the LED '\(sysfs)' is used twice", expected: "one section for each LED")
    }
    config.leds.append(LEDConfig(name: reader.section.name.bytes, sysfs: sysfs))
  }
}
