import CLinux
import EdgeTypes
import LinuxPort
import Testing

/// Serialised: signals belong to one loop of the process at a time.
@Suite(.serialized) struct EventLoopTests {
  @Test func repeatingTimer_firesUntilCancelled() throws {
    let loop = try EventLoop()
    var count = 0
    var timer: LinuxPort.Timer?
    timer = LinuxPort.Timer(on: loop, every: .milliseconds(1)) {
      count += 1
      if count == 3 { timer?.cancel() }
    }
    loop.run(atMost: .milliseconds(200))
    #expect(count == 3)
    #expect(timer?.isArmed == false)
  }

  @Test func oneShotTimer_firesOnce_andCanBeArmedAgain() throws {
    let loop = try EventLoop()
    var count = 0
    let timer = LinuxPort.Timer(on: loop, after: .milliseconds(1)) { count += 1 }
    loop.run()
    #expect(count == 1)
    timer.start(after: .zero)
    loop.run()
    #expect(count == 2)
  }

  @Test func droppedTimer_neverFires_evenFromItsOwnCallback() throws {
    let loop = try EventLoop()
    var count = 0
    var own: LinuxPort.Timer?
    own = LinuxPort.Timer(on: loop, every: .milliseconds(1)) {
      own = nil
      count += 1
    }
    _ = own
    do { _ = LinuxPort.Timer(on: loop, after: .milliseconds(1)) { count += 100 } }
    loop.run(atMost: .milliseconds(50))
    #expect(count == 1)
  }

  @Test func readableDescriptor_isReported_andPauses() throws {
    let loop = try EventLoop()
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let reading = FileDescriptor(taking: ends[0])
    let writing = FileDescriptor(taking: ends[1])
    var seen: [Readiness] = []
    var watch: DescriptorWatch?
    watch = try DescriptorWatch(on: loop, descriptor: reading.raw, for: .read) { ready in
      seen.append(ready)
      watch?.pause()
    }
    try writing.writeAll([1])
    loop.run()
    #expect(seen == [.read])
    watch = nil
  }

  @Test func regularFile_cannotBeWatched() throws {
    let loop = try EventLoop()
    let directory = TemporaryDirectory()
    try Files.replace(directory.file("f"), with: [1])
    let raw = ep_open(directory.file("f").map { CChar(bitPattern: $0) } + [0], O_RDONLY, 0)
    let file = FileDescriptor(taking: raw)
    #expect(throws: LoopError.cannotWatch) {
      _ = try DescriptorWatch(on: loop, descriptor: file.raw, for: .read) { _ in }
    }
  }

  @Test func signal_arrivesOnTheLoop() throws {
    let loop = try EventLoop()
    var count = 0
    let watch = try SignalWatch(on: loop, .user1) {
      count += 1
      loop.stop()
    }
    kill(getpid(), SIGUSR1)
    loop.run(atMost: .seconds(5))
    #expect(count == 1)
    _ = watch
  }

  @Test func clock_moves_andWallClockIsAfter2020() {
    let start = MonotonicClock.now()
    #expect(MonotonicClock.now() >= start)
    #expect(WallClock.unixSeconds() > 1_577_836_800)
    #expect(MonotonicClock.processorTime() > .zero)
  }
}
