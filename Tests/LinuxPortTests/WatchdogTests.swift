import EdgeTypes
import LinuxPort
import Testing

/// A file stands for the device: it shows what was written and has no count of its own.
@Suite struct WatchdogTests {
  private let directory = TemporaryDirectory()

  private func device() throws -> [UInt8] {
    let path = directory.file("watchdog")
    try Files.replace(path, with: [])
    return path
  }

  @Test func feedings_areNeverTheLetterThatDisarms() throws {
    let path = try device()
    let watchdog = try Watchdog(device: path, seconds: 30)
    #expect(watchdog.timeout == nil)
    try watchdog.feed()
    try watchdog.feed()
    #expect(try Files.read(path, atMost: 10) == Array("..".utf8))
  }

  @Test func orderlyEnd_disarms_andNothingFollows() throws {
    let path = try device()
    let watchdog = try Watchdog(device: path, seconds: 30)
    try watchdog.feed()
    try watchdog.disarm()
    try watchdog.feed()
    try watchdog.disarm()
    #expect(try Files.read(path, atMost: 10) == Array(".V".utf8))
  }

  @Test func goingAwayWithoutDisarming_leavesItCounting() throws {
    let path = try device()
    do {
      let watchdog = try Watchdog(device: path, seconds: 30)
      try watchdog.feed()
    }
    #expect(try Files.read(path, atMost: 10) == Array(".".utf8))
  }

  @Test func missingDevice_isNamedAsSuch() {
    #expect(throws: Errno.notFound) {
      try Watchdog(device: directory.file("none"), seconds: 30)
    }
  }

  @Test func deviceThatTakesNothing_isAnError() throws {
    let watchdog = try Watchdog(device: Array("/dev/full".utf8), seconds: 30)
    #expect(throws: Errno.noSpace) { try watchdog.feed() }
    #expect(throws: Errno.noSpace) { try watchdog.disarm() }
  }
}
