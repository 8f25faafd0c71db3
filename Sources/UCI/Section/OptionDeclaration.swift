public import EdgeTypes

/// Words for the manual. A test on the host compares them with it; the firmware, which prints no
/// manual, leaves them out.
public struct ManualText: Sendable {
  #if hasFeature(Embedded)
    @inline(__always) public init(_ text: @autoclosure () -> Text) {}
  #else
    public let text: Text
    public init(_ text: @autoclosure () -> Text) { self.text = text() }
  #endif
}

/// An option of a section, declared where it is read: its name, and what the manual's table has
/// on it.
public struct OptionDeclaration: Sendable {
  public let name: StaticString
  /// How its value is written: the name of a kind, or the values themselves.
  public let unit: ManualText
  /// What holds without it; a value that the option could as well be given stands in backticks.
  public let defaultValue: ManualText
  public let help: ManualText

  @inline(__always) public init(
    _ name: StaticString, unit: ManualText, default defaultValue: ManualText, help: ManualText
  ) {
    (self.name, self.unit) = (name, unit)
    (self.defaultValue, self.help) = (defaultValue, help)
  }
}
