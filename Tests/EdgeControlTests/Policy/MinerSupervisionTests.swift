import EdgeControl
import EdgeTypes
import Testing

@Suite struct MinerSupervisionTests {
  @Test func notWanted_nothingStarts() {
    var miner = MinerSupervision()
    #expect(miner.update(wanted: false, at: second(0)) == nil)
    #expect(miner.state == .notRunning && !miner.hasProcess)
  }

  @Test func crashes_restartAfterDoublingDelays_upToAMinute() {
    var (miner, now, delays) = (MinerSupervision(), UInt64(0), [UInt64]())
    for _ in 0..<9 {
      #expect(miner.update(wanted: true, at: second(now)) == .start)
      miner.started(at: second(now))
      miner.ended(.signalled(11), at: second(now))
      #expect(miner.state == .backingOff)
      let crashed = now
      repeat { now += 1 } while miner.update(wanted: true, at: second(now)) != .start
      delays.append(now - crashed)
    }
    #expect(delays == [1, 2, 4, 8, 16, 32, 60, 60, 60])
    #expect(miner.restarts == 8)
  }

  @Test func aMinuteOfHealth_startsTheBackOffOver() {
    var miner = MinerSupervision()
    for _ in 0..<4 { fail(&miner, at: 0) }
    miner.started(at: second(10))
    for now in 11...71 {
      miner.reported(at: second(UInt64(now)))
      #expect(miner.update(wanted: true, at: second(UInt64(now))) == nil)
    }
    miner.ended(.exited(70), at: second(72))
    #expect(miner.update(wanted: true, at: second(73)) == .start)
  }

  private func fail(_ miner: inout MinerSupervision, at now: UInt64) {
    miner.started(at: second(now))
    miner.ended(.exited(70), at: second(now))
  }

  @Test func silentForTenSeconds_isKilledOnceAndRestarted() {
    var miner = MinerSupervision()
    _ = miner.update(wanted: true, at: second(0))
    miner.started(at: second(0))
    var effects: [MinerSupervision.Effect?] = []
    for now in 1...12 { effects.append(miner.update(wanted: true, at: second(UInt64(now)))) }
    #expect(effects == Array(repeating: nil, count: 10) + [.kill, nil])
    #expect(miner.hasProcess && miner.state == .backingOff)
    miner.ended(.signalled(9), at: second(12))
    #expect(miner.update(wanted: true, at: second(13)) == .start)
  }

  @Test func silentForWantOfAProcessor_isGivenAMinute() {
    var miner = MinerSupervision()
    _ = miner.update(wanted: true, at: second(0))
    miner.started(at: second(0))
    for now in 1...60 {
      #expect(miner.update(wanted: true, isStarved: true, at: second(UInt64(now))) == nil)
    }
    #expect(miner.update(wanted: true, isStarved: true, at: second(61)) == .kill)
  }

  @Test(arguments: [
    ("7 (edgepoint) R 1 7", true), ("7 (edgepoint) T 1 7", false), ("7 (a) R b) S 1 7", false),
    ("7 (edgepoint", false), ("", false), ("7 ()", false),
  ])
  func processState_isReadBehindTheName(_ known: (String, Bool)) {
    #expect(MachineFiles.isRunnable(stat: Array(known.0.utf8)) == known.1)
  }

  @Test func supervisorItselfSlept_minerIsNotBlamed() {
    var miner = MinerSupervision()
    _ = miner.update(wanted: true, at: second(0))
    miner.started(at: second(0))
    #expect(miner.update(wanted: true, at: second(100)) == nil)
    #expect(miner.update(wanted: true, at: second(101)) == nil)
  }

  @Test func noLongerWanted_isAskedToEnd_thenKilled() {
    var miner = MinerSupervision()
    miner.started(at: second(0))
    #expect(miner.update(wanted: false, at: second(1)) == .terminate)
    #expect(miner.update(wanted: false, at: second(2)) == nil)
    #expect(miner.update(wanted: false, at: second(3)) == .kill)
    miner.ended(.signalled(9), at: second(3))
    #expect(miner.state == .notRunning)
    #expect(miner.update(wanted: true, at: second(4)) == .start)
  }

  @Test func sandboxFails_waitsAMinute_andForgetsWhenNotWanted() {
    var miner = MinerSupervision()
    miner.started(at: second(0))
    miner.ended(.exited(MinerEnd.sandboxStatus), at: second(0))
    #expect(miner.state == .sandboxFailed)
    #expect(miner.update(wanted: true, at: second(59)) == nil)
    #expect(miner.update(wanted: true, at: second(60)) == .start)
    #expect(miner.update(wanted: false, at: second(61)) == nil)
    #expect(miner.state == .notRunning)
  }

  @Test func startFails_backsOffToo() {
    var miner = MinerSupervision()
    #expect(miner.update(wanted: true, at: second(0)) == .start)
    miner.startFailed(at: second(0))
    #expect(miner.update(wanted: true, at: second(0)) == nil)
    #expect(miner.update(wanted: true, at: second(1)) == .start)
  }
}
