import EdgeTypes
import LinuxPort
import Testing

@Suite struct SeqPacketTests {
  private final class Record {
    var messages: [[UInt8]] = []
    var closes = 0
  }

  private func end(_ raw: Int32, _ loop: EventLoop, _ record: Record, limit: Int = 1_000) throws
    -> SeqPacket
  {
    try SeqPacket(
      on: loop, taking: FileDescriptor(taking: raw), limit: limit,
      onMessage: { record.messages.append($0) }, onClose: { record.closes += 1 })
  }

  @Test func messages_arriveWhole_andInOrder() throws {
    let loop = try EventLoop()
    let record = Record()
    let numbers = try SeqPacketPair().release()
    let ours = try end(numbers.ours, loop, Record())
    let theirs = try end(numbers.theirs, loop, record)
    for size in 1...40 { #expect(ours.send([UInt8](repeating: 7, count: size)) == .sent) }
    loop.run(atMost: .milliseconds(20))
    #expect(record.messages.map(\.count) == Array(1...40))
    _ = theirs
  }

  @Test func otherSideGone_isToldOnce_andSendSaysSo() throws {
    let loop = try EventLoop()
    let record = Record()
    let numbers = try SeqPacketPair().release()
    let ours = try end(numbers.ours, loop, record)
    do { _ = FileDescriptor(taking: numbers.theirs) }
    loop.run(atMost: .milliseconds(20))
    #expect(record.closes == 1)
    #expect(ours.send([1]) == .closed)
  }

  @Test func messageOverTheLimit_isRefused_andDroppedOnArrival() throws {
    let loop = try EventLoop()
    let record = Record()
    let numbers = try SeqPacketPair().release()
    let big = try end(numbers.ours, loop, Record(), limit: 5_000)
    let small = try end(numbers.theirs, loop, record, limit: 100)
    #expect(small.send([UInt8](repeating: 1, count: 101)) == .refused)
    #expect(small.send([]) == .refused)
    #expect(big.send([UInt8](repeating: 1, count: 101)) == .sent)
    #expect(big.send([UInt8](repeating: 1, count: 100)) == .sent)
    loop.run(atMost: .milliseconds(20))
    #expect(record.messages.map(\.count) == [100])
    #expect(small.oversized == 1)
  }

  @Test func readerThatSleeps_makesTheQueueFull_andNeverBlocks() throws {
    let loop = try EventLoop()
    let numbers = try SeqPacketPair().release()
    let ours = try end(numbers.ours, loop, Record(), limit: 60_000)
    let theirs = FileDescriptor(taking: numbers.theirs)
    var sent = 0
    while ours.send([UInt8](repeating: 1, count: 60_000)) == .sent { sent += 1 }
    #expect(sent > 0 && sent < 1_000)
    #expect(ours.send([1]) != .closed)
    _ = theirs.raw
  }

  @Test func droppedInsideItsOwnCallback_hearsNothingMore() throws {
    let loop = try EventLoop()
    let numbers = try SeqPacketPair().release()
    let ours = try end(numbers.ours, loop, Record())
    var count = 0
    var theirs: SeqPacket?
    theirs = try SeqPacket(
      on: loop, taking: FileDescriptor(taking: numbers.theirs),
      onMessage: { _ in
        count += 1
        theirs = nil
      }, onClose: {})
    #expect(theirs != nil)
    for _ in 0..<3 { _ = ours.send([1]) }
    loop.run(atMost: .milliseconds(20))
    #expect(count == 1)
    #expect(ours.send([1]) == .closed)
  }
}
