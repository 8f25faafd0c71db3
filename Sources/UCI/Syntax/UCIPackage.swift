internal import EdgeTypes

/// One word of a UCI file and where it stands.
///
/// Two words are equal when their bytes are: where they stand matters to error messages only.
public struct UCIWord: Hashable, Sendable {
  /// The word after quotes and backslashes are taken away; any byte but NUL, may be empty.
  public let bytes: [UInt8]
  /// Counted from 1.
  public let line: Int
  /// In bytes, counted from 1.
  public let column: Int
  /// How many bytes of that line it takes up as written, quotes included; at least 1.
  public let length: Int
  /// The last line of a value that spans several.
  public let lastLine: Int

  public init(_ bytes: [UInt8], line: Int, column: Int, length: Int, lastLine: Int) {
    (self.bytes, self.line, self.column) = (bytes, line, column)
    (self.length, self.lastLine) = (length, lastLine)
  }

  public static func == (left: UCIWord, right: UCIWord) -> Bool { left.bytes == right.bytes }
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// A value of an option: one word, or the items of a list.
public enum UCIValue: Hashable, Sendable {
  case single(UCIWord)
  case list([UCIWord])
}

public struct UCIOption: Hashable, Sendable {
  public let name: UCIWord
  public var value: UCIValue
}

public struct UCISection: Hashable, Sendable {
  public let type: UCIWord
  /// As written, or `cfg` and six or more hexadecimal digits for an anonymous section.
  public let name: UCIWord
  public let isAnonymous: Bool
  public var options: [UCIOption] = []

  public init(type: UCIWord, name: UCIWord, isAnonymous: Bool) {
    (self.type, self.name, self.isAnonymous) = (type, name, isAnonymous)
  }

  public func option(_ name: [UInt8]) -> UCIOption? {
    options.first { $0.name.bytes == name }
  }
}

/// The sections of one file, in the order in which they first appear.
public struct UCIPackage: Hashable, Sendable {
  public var sections: [UCISection] = []
  public init() {}

  /// Finds a section by name, or by `@type[n]`: the n-th of that type, negative from the end;
  /// `@[n]` counts sections of every type.
  public func section(_ address: [UInt8]) -> UCISection? {
    guard address.first == UInt8(ascii: "@") else {
      return sections.first { $0.name.bytes == address }
    }
    guard address.last == UInt8(ascii: "]"),
      let bracket = address.firstIndex(of: UInt8(ascii: "[")),
      let index = Int(decimalText: address[(bracket + 1)..<(address.count - 1)])
    else { return nil }
    let type = address[1..<bracket]
    let candidates = sections.filter { type.isEmpty || $0.type.bytes[...] == type }
    let position = index < 0 ? candidates.count + index : index
    return candidates.indices.contains(position) ? candidates[position] : nil
  }
}
