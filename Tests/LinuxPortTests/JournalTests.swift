import CLinux
import EdgeTypes
import LinuxPort
import Testing

@Suite struct JournalTests {
  /// A folder of its own for each test.
  private let folder: [UInt8]

  init() throws {
    var random = SystemRandomNumberGenerator()
    folder = Array("/tmp/edgepoint-journal-\(random.next() as UInt64)".utf8)
  }

  private var path: [UInt8] { folder + Array("/journal".utf8) }

  private func removeAll() throws {
    try Files.remove(path)
    rmdir(folder.map { CChar(bitPattern: $0) } + [0])
  }

  @Test func emptyFolder_isMade_andRecordsSurvive() throws {
    var journal: Journal? = try Journal(folder: folder)
    #expect(journal?.records == [] && journal?.repair == nil)
    try journal?.append([1, 10])
    try journal?.append([2, 20])
    try journal?.append([1, 11])
    journal = nil
    journal = try Journal(folder: folder)
    #expect(journal?.records == [[2, 20], [1, 11]] && journal?.repair == nil)
    journal = nil
    try removeAll()
  }

  @Test func secondOwner_isRefused() throws {
    let journal = try Journal(folder: folder)
    #expect(throws: JournalError.inUse) { try Journal(folder: folder) }
    withExtendedLifetime(journal) {}
    try removeAll()
  }

  @Test func growingFile_isCompacted() throws {
    let journal = try Journal(folder: folder)
    let record = [UInt8](repeating: 7, count: 2000)
    for _ in 0..<100 { try journal.append(record) }
    #expect(try Files.read(path, atMost: 1 << 20).count < 70_000)
    try removeAll()
  }

  @Test func fileTakenAway_isWrittenWhole() throws {
    let journal = try Journal(folder: folder)
    try journal.append([1, 10])
    try Files.remove(path)
    try journal.append([2, 20])
    #expect(
      JournalFormat.decode(try Files.read(path, atMost: 1 << 20)).records == [[1, 10], [2, 20]])
    try removeAll()
  }

  @Test func cutAtAnyByte_keepsTheRecordsBefore() throws {
    var journal: Journal? = try Journal(folder: folder)
    var ends: [Int] = []
    for value: UInt8 in 1...3 {
      try journal?.append([1, value])
      ends.append(try Files.read(path, atMost: 1 << 20).count)
    }
    let whole = try Files.read(path, atMost: 1 << 20)
    journal = nil
    for end in 0...whole.count {
      let contents = JournalFormat.decode(Array(whole[..<end]))
      let complete = ends.filter { $0 <= end }.count
      #expect(contents.records == (complete == 0 ? [] : [[1, UInt8(complete)]]))
    }
    try removeAll()
  }

  @Test func bitFlipInTheMiddle_isRepairedFromTheOthers_andSaid() throws {
    var journal: Journal? = try Journal(folder: folder)
    for value: UInt8 in 1...3 { try journal?.append([value, value]) }
    journal = nil
    var file = try Files.read(path, atMost: 1 << 20)
    file[file.count - 11] ^= 1
    try Files.replace(path, with: file)
    journal = try Journal(folder: folder)
    #expect(journal?.records == [[1, 1], [3, 3]])
    #expect(journal?.repair != nil)
    journal = nil
    journal = try Journal(folder: folder)
    #expect(journal?.repair == nil, "repaired once")
    journal = nil
    try removeAll()
  }

  @Test func everyOneByteChange_neverTraps_andNeverInventsARecord() throws {
    let journal = try Journal(folder: folder)
    try journal.append([1, 2, 3])
    try journal.append([2, 3, 4])
    let whole = try Files.read(path, atMost: 1 << 20)
    for index in whole.indices {
      for value: UInt8 in [0, 1, 0x4A, 0xE7, 0xFF] where whole[index] != value {
        var changed = whole
        changed[index] = value
        for record in JournalFormat.decode(changed).records {
          #expect(record == [1, 2, 3] || record == [2, 3, 4])
        }
      }
    }
    try removeAll()
  }
}
