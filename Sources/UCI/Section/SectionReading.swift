public import EdgeTypes

/// An option in one call: its name, how it is written, where its value goes, and the manual's line.
///
/// The manual's words are dropped before the call in the firmware, hence the inlining.
extension SectionReader {
  /// Leaves `target` as it is, the default, where the option is absent or wrong.
  @inline(__always) public mutating func read<Value>(
    _ name: StaticString, _ kind: ValueKind<Value>, into target: inout Value,
    default defaultValue: @autoclosure () -> Text, help: @autoclosure () -> Text
  ) {
    let option = OptionDeclaration(
      name, unit: kind.unit, default: ManualText(defaultValue()), help: ManualText(help()))
    if let value = value(option, kind) { target = value }
  }

  /// Leaves nil in `target` where the option is absent or wrong.
  @inline(__always) public mutating func read<Value>(
    _ name: StaticString, _ kind: ValueKind<Value>, into target: inout Value?,
    default defaultValue: @autoclosure () -> Text, help: @autoclosure () -> Text
  ) {
    let option = OptionDeclaration(
      name, unit: kind.unit, default: ManualText(defaultValue()), help: ManualText(help()))
    target = value(option, kind)
  }

  /// The value alone, for what goes somewhere only later; nil where it is absent or wrong.
  @inline(__always) public mutating func value<Value>(
    _ name: StaticString, _ kind: ValueKind<Value>, default defaultValue: @autoclosure () -> Text,
    help: @autoclosure () -> Text
  ) -> Value? {
    value(
      OptionDeclaration(
        name, unit: kind.unit, default: ManualText(defaultValue()), help: ManualText(help())), kind)
  }

  /// The word alone, where its place counts or its meaning depends on another option.
  @inline(__always) public mutating func word<Value>(
    _ name: StaticString, _ kind: ValueKind<Value>, default defaultValue: @autoclosure () -> Text,
    help: @autoclosure () -> Text
  ) -> UCIWord? {
    word(
      OptionDeclaration(
        name, unit: kind.unit, default: ManualText(defaultValue()), help: ManualText(help())))
  }

  /// Likewise, for a value that is not one of the kinds.
  @inline(__always) public mutating func word(
    _ name: StaticString, unit: @autoclosure () -> Text,
    default defaultValue: @autoclosure () -> Text, help: @autoclosure () -> Text
  ) -> UCIWord? {
    word(
      OptionDeclaration(
        name, unit: ManualText(unit()), default: ManualText(defaultValue()),
        help: ManualText(help())))
  }

  /// The words of a list.
  @inline(__always) public mutating func words(
    _ name: StaticString, unit: @autoclosure () -> Text,
    default defaultValue: @autoclosure () -> Text, help: @autoclosure () -> Text
  ) -> [UCIWord] {
    words(
      OptionDeclaration(
        name, unit: ManualText(unit()), default: ManualText(defaultValue()),
        help: ManualText(help())))
  }

  private mutating func value<Value>(
    _ option: OptionDeclaration, _ kind: ValueKind<Value>
  ) -> Value? {
    guard let word = word(option) else { return nil }
    return decode(word, option.name, kind)
  }
}
