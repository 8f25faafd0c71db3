import EdgeConfig
import EdgeTypes
import Foundation
import UCI

/// What the manual and the shipped file say, and what the declarations of the options say.
enum Manual {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../..").standardizedFileURL

  static func text() throws -> String {
    let file = root.appendingPathComponent("docs/manual/config.md")
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  static func shippedFile() throws -> [UInt8] {
    Array(
      try Data(
        contentsOf: root.appendingPathComponent(
          "image/files/usr/share/edgepoint/edgepoint.default")))
  }

  /// The rows of each section's table, under "## The section `type`", in the order of the manual.
  static func tables() throws -> [(type: String, rows: [String])] {
    var found: [(type: String, rows: [String])] = []
    for line in try text().split(separator: "\n") {
      if line.hasPrefix("## ") {
        let words = line.split(separator: "`")
        if words.count > 1 { found.append((String(words[1]), [])) }
        if words.count == 1 { found.append(("", [])) }
      } else if line.hasPrefix("| `"), let last = found.last, !last.type.isEmpty {
        found[found.count - 1].rows.append(String(line))
      }
    }
    return found.filter { !$0.type.isEmpty }
  }

  /// The same table, made of the declarations.
  static func declaredTables() -> [(type: String, rows: [String])] {
    Config.sections.map { section in
      let rows = section.options.map { option in
        "| `\(option.name)` | \(string(option.unit)) | \(string(option.defaultValue)) "
          + "| \(string(option.help)) |"
      }
      return ("\(section.type)", rows)
    }
  }

  static func string(_ text: ManualText) -> String {
    String(decoding: text.text.bytes, as: UTF8.self)
  }
}
