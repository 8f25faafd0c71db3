import CLinux
import EdgeControl
import PacketCryptLite
import Testing

@testable import EdgePoint

/// The engine with real threads on the easiest target there is.
@Suite(.serialized) struct HotEngineTests {
  @Test(arguments: [1, 2, 4]) func announcements_allValidate_andNoneIsRepeated(_ threads: Int) {
    let engine = MiningEngine(maximumThreads: 4, minerID: 40, wake: -1)
    engine.mine(request(height: 10))
    engine.setThreads(threads)
    // More than one job has, so that the hard nonce must advance.
    let found = take(from: engine, atLeast: 700)
    engine.stop()
    #expect(Set(found).count == found.count)
    #expect(found.count >= 700)
    for bytes in found.enumerated().filter({ $0.offset % 50 == 0 }).map(\.element) {
      let check = Announcement(bytes)?.check(parentHash: request(height: 10).parentHash)
      #expect(check?.verdict == .ok)
    }
    let hardNonces = Set(found.compactMap { Announcement($0)?.header.hardNonce })
    #expect(hardNonces == [40, 41] || hardNonces == [40, 41, 42])
  }

  @Test func pause_stopsTheCounter_andResumeKeepsTheTable() {
    let engine = MiningEngine(maximumThreads: 2, minerID: 1, wake: -1)
    var hard = request(height: 10)
    hard.target = 0x1C00_FFFF
    engine.mine(hard)
    engine.setThreads(2)
    waitUntil { engine.hashes > 0 }
    engine.setThreads(0)
    waitUntil { engine.totals.busy == 0 }
    let paused = engine.totals
    // Whatever a worker still did would show after the time of many pieces.
    pause(milliseconds: 50)
    #expect(engine.totals == paused)
    #expect(engine.activity == .idle)
    engine.setThreads(1)
    waitUntil { engine.hashes > paused.hashes }
    #expect(engine.totals.tables == 1)
    #expect(engine.activity == .hashing)
    engine.stop()
  }

  @Test func pauseWhileTheTableIsBuilt_stopsWithinAFewItems() {
    let engine = MiningEngine(maximumThreads: 2, minerID: 1, wake: -1)
    engine.mine(request(height: 10))
    engine.setThreads(2)
    waitUntil { engine.totals.pieces > 10 }
    engine.setThreads(0)
    let before = engine.totals
    waitUntil { engine.totals.busy == 0 }
    // At most the piece that each of the two workers had begun.
    #expect(engine.totals.pieces - before.pieces <= 2)
    #expect(engine.totals.hashes == 0)
    engine.stop()
  }

  @Test func newRequest_yieldsOnlyItsOwnAnnouncements_oldOnesStayToBeTaken() {
    let engine = MiningEngine(maximumThreads: 2, minerID: 1, wake: -1)
    engine.mine(request(height: 10))
    engine.setThreads(2)
    waitUntil { engine.found > 0 }
    engine.mine(request(height: 11))
    let old = engine.take()
    #expect(!old.isEmpty)
    #expect(old.allSatisfy { Announcement($0)?.header.parentHeight == 10 })
    let new = take(from: engine, atLeast: 20)
    #expect(new.allSatisfy { Announcement($0)?.header.parentHeight == 11 })
    engine.stop()
  }

  @Test func announcementsThatNobodyTakes_areBoundedAndCounted() {
    let engine = MiningEngine(maximumThreads: 2, minerID: 1, wake: -1)
    engine.mine(request(height: 10))
    engine.setThreads(2)
    waitUntil { engine.totals.dropped > 0 }
    engine.stop()
    let totals = engine.totals
    #expect(engine.take().count == 256)
    #expect(totals.found == totals.dropped + 256)
  }

  @Test func foundAnnouncement_wakesThroughTheEventDescriptor() {
    let wake = eventfd(0, Int32(EFD_NONBLOCK))
    let engine = MiningEngine(maximumThreads: 1, minerID: 1, wake: wake)
    engine.mine(request(height: 10))
    engine.setThreads(1)
    var descriptor = pollfd(fd: wake, events: Int16(POLLIN), revents: 0)
    #expect(poll(&descriptor, 1, 30_000) == 1)
    #expect(!engine.take().isEmpty)
    engine.stop()
    close(wake)
  }

  @Test func nothingToMine_isIdle_andStopReturns() {
    let engine = MiningEngine(maximumThreads: 3, minerID: 1, wake: -1)
    #expect(engine.activity == .idle)
    engine.setThreads(3)
    engine.mine(nil)
    #expect(engine.activity == .idle)
    engine.stop()
    #expect(engine.totals == MiningCounts())
  }

  private func request(height: UInt32) -> MiningRequest {
    MiningRequest(
      target: 0x207F_FFFF, parentHeight: height, parentHash: [UInt8](repeating: 3, count: 32),
      signingKey: [UInt8](repeating: 0, count: 32))
  }

  private func take(from engine: MiningEngine, atLeast count: Int) -> [[UInt8]] {
    var found: [[UInt8]] = []
    waitUntil {
      found += engine.take()
      return found.count >= count
    }
    return found
  }

  /// Polls each millisecond, for a minute at most.
  private func waitUntil(_ condition: () -> Bool) {
    for _ in 0..<60_000 {
      if condition() { return }
      pause(milliseconds: 1)
    }
    Issue.record("a minute was not enough")
  }

  private func pause(milliseconds: Int) { poll(nil, 0, Int32(milliseconds)) }
}
