internal import CLinux
public import EdgeTypes

/// One long option of a command.
public struct OptionSpec: Sendable {
  public let name: StaticString
  /// What its value is called in messages, such as "FILE"; nil = takes none.
  public let value: StaticString?

  public init(_ name: StaticString, value: StaticString? = nil) {
    (self.name, self.value) = (name, value)
  }
}

/// An option that was given, by its full name.
public struct OptionGiven: Equatable, Sendable {
  public let name: Text
  /// Empty for an option that takes none.
  public let value: [UInt8]
}

/// A command's words, parsed by getopt_long: options may be abbreviated and may follow operands,
/// `--` ends them.
public struct Options: Sendable {
  /// Everything that is not an option, in order.
  public private(set) var rest: [[UInt8]] = []
  /// What is wrong with the first bad option, for a person; nil = all is well.
  public private(set) var problem: Text?
  private var given: [OptionGiven] = []
  private var position = 0

  /// - Parameter words: the command itself first, as in argv.
  public init(words: [[UInt8]], long: [OptionSpec]) {
    var names = long.map {
      option(
        name: UnsafeRawPointer($0.name.utf8Start).assumingMemoryBound(to: CChar.self),
        has_arg: $0.value == nil ? 0 : 1, flag: nil, val: 1)
    }
    names.append(option())
    var copies: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0.cString) }
    copies.append(nil)
    defer { for copy in copies { free(copy) } }
    // A copy, since getopt_long reorders what it is given.
    var order = copies
    ep_getopt_restart()
    while problem == nil {
      var which: Int32 = -1
      let result = ep_getopt_next(Int32(words.count), &order, ":", names, &which)
      if result == -1 { break }
      take(result, long.indices.contains(Int(which)) ? long[Int(which)] : nil, order)
    }
    for word in order.dropFirst(Int(ep_getopt_index())) where word != nil {
      rest.append(bytes(word))
    }
  }

  private mutating func take(
    _ result: Int32, _ spec: OptionSpec?, _ words: [UnsafeMutablePointer<CChar>?]
  ) {
    if result == 1, let spec {
      given.append(OptionGiven(name: Text(spec.name), value: bytes(ep_getopt_value())))
      return
    }
    let letter = ep_getopt_letter()
    let before = Int(ep_getopt_index()) - 1
    let word = words.indices.contains(before) ? bytes(words[before]) : []
    if result == 0x3A {
      problem = "option '\(word)' needs a value"
    } else if letter == 1 {
      problem = "option '\(word)' takes no value"
    } else if letter != 0 {
      problem = "unknown option '-\([UInt8(truncatingIfNeeded: letter)])'"
    } else {
      problem = "unknown or ambiguous option '\(word)'"
    }
  }

  /// The options in the order given; nil after the last.
  public mutating func next() -> OptionGiven? {
    guard position < given.count else { return nil }
    position += 1
    return given[position - 1]
  }

  public func has(_ name: Text) -> Bool { given.contains { $0.name == name } }

  /// The value of an option; the last one counts if it was given more than once.
  public func value(_ name: Text) -> [UInt8]? { given.last { $0.name == name }?.value }

  public func values(_ name: Text) -> [[UInt8]] {
    var found: [[UInt8]] = []
    for option in given where option.name == name { found.append(option.value) }
    return found
  }
}

private func bytes(_ text: UnsafePointer<CChar>?) -> [UInt8] {
  guard let text else { return [] }
  return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
}
