import Foundation

/// The committed inputs of one decoder, under Tests/Corpus.
enum Corpus {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../Corpus").standardizedFileURL

  static func files(_ folder: String) throws -> [(name: String, bytes: [UInt8])] {
    let directory = root.appendingPathComponent(folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    return try names.map { name in
      (name, Array(try Data(contentsOf: directory.appendingPathComponent(name))))
    }
  }
}
