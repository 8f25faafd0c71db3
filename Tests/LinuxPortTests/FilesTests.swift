import EdgeTypes
import LinuxPort
import Testing

@Suite struct FilesTests {
  private let directory = TemporaryDirectory()

  @Test func replacedFile_readsBack_andLeavesNothingBeside() throws {
    let path = directory.file("state")
    try Files.replace(path, with: [1, 2, 3])
    try Files.replace(path, with: [4])
    #expect(try Files.read(path, atMost: 10) == [4])
    #expect(!Files.exists(path + Array(".new".utf8)))
  }

  @Test func fileAtTheLimit_isRead_oneByteMoreIsNot() throws {
    let path = directory.file("big")
    try Files.replace(path, with: [UInt8](repeating: 7, count: 100_000))
    #expect(try Files.read(path, atMost: 100_000).count == 100_000)
    #expect(throws: FileError.longerThan(99_999)) { try Files.read(path, atMost: 99_999) }
    #expect(throws: FileError.longerThan(0)) { try Files.read(path, atMost: 0) }
  }

  @Test func missingFile_saysWhichStepAndWhy() {
    #expect(throws: FileError.failed(.open, .notFound)) {
      try Files.read(directory.file("none"), atMost: 1)
    }
    #expect(FileError.failed(.open, .notFound).text == "cannot open: No such file or directory")
  }

  @Test func missingDirectories_areMade_andMakingAgainIsFine() throws {
    let path = directory.file("a/b/c")
    try Files.makeDirectory(path)
    try Files.makeDirectory(path)
    #expect(Files.isDirectory(path))
  }

  @Test func fileInTheWayOfADirectory_isAnError() throws {
    try Files.replace(directory.file("x"), with: [])
    #expect(throws: FileError.failed(.create, .exists)) {
      try Files.makeDirectory(directory.file("x"))
    }
  }

  @Test func removingWhatIsNotThere_isFine() throws {
    try Files.remove(directory.file("nothing"))
  }

  @Test func everyStep_hasAWord() {
    for step in [FileStep.open, .read, .write, .sync, .rename, .create, .remove] {
      #expect(FileError.failed(step, .noSpace).text.bytes.count > 30)
    }
  }
}
