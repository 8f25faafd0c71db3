import Foundation
import Testing

/// Every committed input of every fuzz target, without a fuzzer.
@Suite struct FuzzCorpusTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../Corpus").standardizedFileURL

  @Test(arguments: FuzzTarget.allCases)
  func committedCorpus_isDecodedWithoutATrap(target: FuzzTarget) throws {
    let folder = FuzzCorpusTests.root.appendingPathComponent(target.rawValue)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect((3..<100).contains(names.count))
    for name in names {
      let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
      target.run(bytes)
      for length in Set([0, 1, bytes.count / 2, max(0, bytes.count - 1)]) {
        target.run(Array(bytes[..<min(length, bytes.count)]))
      }
    }
  }
}
