import Foundation

/// The committed vector files, read with the platform's JSON decoder.
enum HotVectors {
  static func load(_ name: String) throws -> [[String: Any]] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Vectors")
    let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
    return try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
  }

  static func bytes(_ text: Any?) -> [UInt8] {
    let digits = Array((text as? String ?? "").utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
  }

  static func words(_ text: Any?) -> [UInt32] {
    (text as? String ?? "").split(separator: " ").compactMap { UInt32($0, radix: 16) }
  }
}
