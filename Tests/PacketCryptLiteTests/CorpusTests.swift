import LinuxPort
import Testing

/// What the fuzzers start from, fed to their entry points without a fuzzer.
@Suite struct CorpusTests {
  @Test(arguments: [
    "announcement", "block_proof", "tree_proof", "work_file", "payment_address", "target",
  ])
  func everyFile_andShorterOnes_areTaken(_ kind: String) throws {
    let folder = String(Vectors.folder.dropLast("Vectors".count)) + "Corpus/\(kind)"
    let names = try Files.names(in: Array(folder.utf8))
    #expect(!names.isEmpty)
    for name in names {
      let bytes = try Files.read(Array("\(folder)/".utf8) + name, atMost: 1 << 20)
      let step = max(1, bytes.count / 50)
      for count in stride(from: 0, to: bytes.count, by: step) { feed(kind, Array(bytes[..<count])) }
      feed(kind, bytes)
    }
  }

  private func feed(_ kind: String, _ bytes: [UInt8]) {
    switch kind {
    case "announcement": fuzzAnnouncement(bytes)
    case "block_proof": fuzzBlockProof(bytes)
    case "tree_proof": fuzzTreeProof(bytes)
    case "work_file": fuzzWorkFile(bytes)
    case "payment_address": fuzzPaymentAddress(bytes)
    default: fuzzTargets(bytes)
    }
  }
}
