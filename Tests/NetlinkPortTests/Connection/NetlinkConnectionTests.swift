import EdgeTypes
import NetModel
import Testing

@testable import NetlinkPort

/// One conversation with a kernel that answers as the test wants.
@Suite struct NetlinkConnectionTests {
  private static let (interrupted, exists, refused): (Int32, Int32, Int32) = (4, 17, 1)

  @Test func dumpInSeveralDatagrams_isGatheredUntilItsEnd() throws {
    let kernel = FakeKernel { requests in
      let number = requests[0].sequence
      return [
        .bytes(linkMessage(1, "lo", to: number) + linkMessage(2, "wan0", to: number)),
        .bytes(linkMessage(3, "lan0", to: number)), .bytes(doneMessage(to: number)),
      ]
    }
    #expect(try kernel.connection.links().links.map(\.index) == [1, 2, 3])
    #expect(kernel.sent.count == 1)
    #expect(kernel.sent[0][0].flags == NetlinkFlag.request | NetlinkFlag.dump)
  }

  @Test(arguments: 0...3)
  func dumpThatMeetsAChange_isAskedForAgain(kind: Int) throws {
    var attempts = 0
    let kernel = FakeKernel { requests in
      let number = requests[0].sequence
      attempts += 1
      guard attempts < NetlinkConnection.dumpAttempts else {
        return [.bytes(linkMessage(2, "wan0", to: number) + doneMessage(to: number))]
      }
      let flag = NetlinkFlag.interrupted
      let answer =
        switch kind {
        case 0: linkMessage(1, "old0", to: number, flags: flag) + doneMessage(to: number)
        case 1: linkMessage(1, "old0", to: number) + doneMessage(to: number, flags: flag)
        case 2: errorMessage(Self.interrupted, to: number)
        default: doneMessage(to: number, code: Self.interrupted)
        }
      return [.bytes(answer)]
    }
    #expect(try kernel.connection.links().links.map(\.index) == [2])
    #expect(Set(kernel.sent.map { $0[0].sequence }).count == NetlinkConnection.dumpAttempts)
  }

  @Test func dumpThatAlwaysMeetsAChange_failsAndSaysSo() throws {
    let kernel = FakeKernel {
      [.bytes(doneMessage(to: $0[0].sequence, flags: NetlinkFlag.interrupted))]
    }
    #expect(throws: NetlinkError.changedDuringDump(attempts: 4)) {
      try kernel.connection.links()
    }
    #expect(kernel.sent.count == 4)
    let text = NetlinkError.changedDuringDump(attempts: 4).text
    #expect(text == "the kernel's state changed each of 4 times that it was read")
  }

  @Test func dumpEndedByAnError_isRefused() throws {
    for make in [errorMessage(1, to: 1), doneMessage(to: 1, code: 1)] {
      let kernel = FakeKernel { _ in [.bytes(make)] }
      #expect(throws: NetlinkError.refused(1)) { try kernel.connection.links() }
      #expect(kernel.sent.count == 1)
    }
  }

  @Test func answersToOtherRequests_arePassedOver() throws {
    let kernel = FakeKernel { requests in
      let number = requests[0].sequence
      return [
        .bytes(linkMessage(9, "ghost", to: number &+ 7) + doneMessage(to: number &+ 7)),
        .bytes(linkMessage(2, "wan0", to: number) + doneMessage(to: number)),
      ]
    }
    // Left by a request that failed.
    kernel.waiting = [.overrun, .bytes(linkMessage(8, "old", to: 1) + doneMessage(to: 1))]
    #expect(try kernel.connection.links().links.map(\.index) == [2])
  }

  @Test func noAnswer_isATimeout_andLostAnswersAreAnOverrun() throws {
    #expect(throws: NetlinkError.refused(110)) { try FakeKernel().connection.links() }
    let lost = FakeKernel { _ in [.overrun] }
    #expect(throws: NetlinkError.overrun) { try lost.connection.links() }
  }

  @Test func batch_refusalsAreMatchedByTheirNumber() throws {
    let kernel = FakeKernel { requests in
      let numbers = requests.map(\.sequence)
      return [
        .bytes(errorMessage(Self.exists, to: numbers[3])),
        .bytes(errorMessage(Self.refused, to: numbers[1]) + errorMessage(5, to: numbers[0] &- 1)),
        .bytes(errorMessage(0, to: numbers[4])),
      ]
    }
    let connection = kernel.connection
    var batch = MessageBatch()
    for position in 0..<5 {
      batch.append(try setUp(1, sequence: connection.nextSequence()), position: position)
    }
    let (refusals, failure) = connection.exchange(batch.sealed, numbers: batch.numbers)
    #expect(refusals.map(\.sequence) == [4, 2])
    #expect(refusals.map(\.error) == [.refused(Self.exists), .refused(Self.refused)])
    #expect(failure == nil)
    #expect(kernel.sent.count == 1)
    #expect(kernel.sent[0].map { $0.flags & NetlinkFlag.acknowledge } == [0, 0, 0, 0, 4])
  }

  @Test func batchWhoseAnswersAreLost_keepsWhatWasHeard() throws {
    let kernel = FakeKernel { [.bytes(errorMessage(Self.exists, to: $0[0].sequence)), .overrun] }
    let connection = kernel.connection
    var batch = MessageBatch()
    for position in 0..<2 {
      batch.append(try setUp(1, sequence: connection.nextSequence()), position: position)
    }
    let (refusals, failure) = connection.exchange(batch.sealed, numbers: batch.numbers)
    #expect(refusals.map(\.sequence) == [1])
    #expect(failure == .overrun)
  }

  @Test func transactionRefusedAtItsBegin_endsThere() throws {
    let kernel = FakeKernel { [.bytes(errorMessage(Self.refused, to: $0[0].sequence))] }
    var transaction = RulesTransaction(table: Ruleset.ours, first: 1)
    transaction.deleteTable()
    transaction.finish(committing: true)
    let (refusals, failure) = kernel.connection.exchange(
      transaction.bytes, numbers: (1, transaction.last), isTransaction: true)
    #expect(refusals.map(\.error) == [.refused(Self.refused)])
    #expect(failure == nil)
  }

  @Test func sequenceNumbers_areNeverZero() {
    let connection = FakeKernel().connection
    connection.advance(past: .max &- 1)
    #expect(connection.nextSequence() == .max)
    #expect(connection.upcomingSequence == 1)
    #expect(connection.nextSequence() == 1)
  }
}
