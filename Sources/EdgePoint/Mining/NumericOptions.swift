internal import CLinux
internal import EdgeTypes
internal import LinuxPort
internal import PacketCryptLite

/// What is wrong with an option, for a person.
struct OptionProblem: Error {
  let text: Text
  init(_ text: Text) { self.text = text }
}

/// Options whose values are numbers or hex digits, with errors that name what was expected.
extension Options {
  /// A decimal number within `range`.
  func number(
    _ name: StaticString, _ range: ClosedRange<UInt64>, default fallback: UInt64? = nil
  ) throws(OptionProblem) -> UInt64 {
    guard let digits = value(Text(name)) else {
      if let fallback { return fallback }
      throw OptionProblem("--\(name) is missing")
    }
    let number = UInt64(decimalDigits: digits, atMost: 18)
    guard let number, range.contains(number) else {
      throw OptionProblem(
        "--\(name) '\(digits)': expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Exactly `count` bytes in hex.
  func bytes(_ name: StaticString, count: Int) throws(OptionProblem) -> [UInt8] {
    guard let digits = value(Text(name)) else { throw OptionProblem("--\(name) is missing") }
    guard let bytes = Hex.decode(digits), bytes.count == count else {
      throw OptionProblem("--\(name) '\(digits)': expected \(2 * count) hex digits")
    }
    return bytes
  }

  /// A compact target that some hash can meet, as eight hex digits, with or without "0x".
  func target(_ name: StaticString, default fallback: UInt32? = nil) throws(OptionProblem) -> UInt32
  {
    guard let given = value(Text(name)) else {
      if let fallback { return fallback }
      throw OptionProblem("--\(name) is missing")
    }
    let digits = given.starts(with: [0x30, 0x78]) ? Array(given.dropFirst(2)) : given
    let target = Hex.decode(digits).flatMap { $0.count == 4 ? $0 : nil }?
      .reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard let target, CompactTarget(target).isUsable else {
      throw OptionProblem("--\(name) '\(given)': expected eight hex digits, 207fffff or lower")
    }
    return target
  }
}

/// The processors that this process may use.
enum Processors {
  static var count: UInt64 { UInt64(clamping: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
