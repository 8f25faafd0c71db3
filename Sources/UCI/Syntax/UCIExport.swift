extension UCIPackage {
  /// The file as `uci export` and `uci commit` write it, without a `package` line.
  ///
  /// Reading it gives the same package, but for the names of anonymous sections where named and
  /// unnamed ones were merged in between.
  public func exported() -> [UInt8] {
    var text: [UInt8] = []
    for section in sections {
      text += Array("\nconfig ".utf8) + UCIPackage.escaped(section.type.bytes)
      if !section.isAnonymous { text += Array(" '".utf8) + section.name.bytes + [0x27] }
      text.append(0x0A)
      for option in section.options { UCIPackage.export(option, into: &text) }
    }
    return text + [0x0A]
  }

  private static func export(_ option: UCIOption, into text: inout [UInt8]) {
    switch option.value {
    case .single(let value):
      line("option", option.name, value, into: &text)
    case .list(let values):
      for value in values { line("list", option.name, value, into: &text) }
    }
  }

  private static func line(
    _ command: StaticString, _ name: UCIWord, _ value: UCIWord, into text: inout [UInt8]
  ) {
    text.append(0x09)
    text += UnsafeBufferPointer(start: command.utf8Start, count: command.utf8CodeUnitCount)
    text += [0x20] + name.bytes + [0x20, 0x27] + escaped(value.bytes) + [0x27, 0x0A]
  }

  /// A `'` can only stand outside single quotes: it ends them, is escaped, and starts them again.
  private static func escaped(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for byte in bytes {
      text += byte == 0x27 ? [0x27, 0x5C, 0x27, 0x27] : [byte]
    }
    return text
  }
}
