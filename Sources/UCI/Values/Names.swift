internal import EdgeTypes

/// Values that name something: a device, a path, a key.
public enum NameValue {
  /// `1 on true yes enabled` or `0 off false no disabled` as libuci takes them.
  public static func boolean(_ text: [UInt8]) throws(ValueFault) -> Bool {
    switch Text(ASCII.lowercased(text)) {
    case "1", "on", "true", "yes", "enabled": return true
    case "0", "off", "false", "no", "disabled": return false
    default:
      throw ValueFault("is not a yes or no", expected: "1 or 0 (also on/off, true/false, yes/no)")
    }
  }

  /// A network device as the kernel takes it: 1 to 15 bytes, no '/', ':' or blank
  /// (dev_valid_name in net/core/dev.c).
  public static func device(_ text: [UInt8]) throws(ValueFault) -> [UInt8] {
    let isValid =
      (1...15).contains(text.count) && Text(text) != "." && Text(text) != ".."
      && text.allSatisfy { ASCII.isGraphic($0) && $0 != 0x2F && $0 != 0x3A }
    guard isValid else {
      throw ValueFault(
        "cannot be a network device", expected: "1 to 15 letters, such as eth0 or br-lan")
    }
    return text
  }

  /// A path from the root; `limit` is the longest that its user can take.
  public static func path(_ text: [UInt8], limit: Int) throws(ValueFault) -> [UInt8] {
    guard text.first == UInt8(ascii: "/") else {
      throw ValueFault("is not a path from the root", expected: "a path that starts with '/'")
    }
    guard text.count <= limit else {
      throw ValueFault("is too long", expected: "a path of at most \(limit) bytes")
    }
    guard !text.contains(where: ASCII.isControl) else {
      throw ValueFault("has a line break or control character in it", expected: "a plain path")
    }
    return text
  }

  /// `text` if it has between `range` bytes, none of them a control character.
  public static func text(
    _ text: [UInt8], _ range: ClosedRange<Int>, what: StaticString
  ) throws(ValueFault) -> [UInt8] {
    guard range.contains(text.count), !text.contains(where: ASCII.isControl) else {
      throw ValueFault(
        "cannot be \(what)",
        expected: "\(range.lowerBound) to \(range.upperBound) bytes without control characters")
    }
    return text
  }

  /// A passphrase of 8 to 63 printable ASCII characters, or 64 hexadecimal digits
  /// (IEEE 802.11-2020, annex J.4).
  public static func passphrase(_ text: [UInt8]) throws(ValueFault) -> [UInt8] {
    let isPassphrase =
      (8...63).contains(text.count) && text.allSatisfy(ASCII.isPrintable)
    guard isPassphrase || (text.count == 64 && Hex.decode(text) != nil) else {
      throw ValueFault(
        "cannot be a Wi-Fi key", expected: "8 to 63 printable characters, or 64 hex digits")
    }
    return text
  }

  /// A whole number within `range`.
  public static func integer(
    _ text: [UInt8], _ range: ClosedRange<Int>
  ) throws(ValueFault) -> Int {
    let expected: Text = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let value = Int(decimalText: text) else {
      throw ValueFault("is not a whole number", expected: expected)
    }
    guard range.contains(value) else { throw ValueFault("is out of range", expected: expected) }
    return value
  }
}
