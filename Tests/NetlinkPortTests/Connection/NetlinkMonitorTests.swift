import EdgeTypes
import Testing

@testable import NetlinkPort

@Suite struct NetlinkMonitorTests {
  private final class Heard {
    var messages = 0
    var news: [NetlinkMonitor.News] = []
  }

  private func monitor(_ kernel: FakeKernel, _ heard: Heard) -> NetlinkMonitor {
    NetlinkMonitor(
      over: kernel.connection,
      isOfInterest: {
        heard.messages += 1
        return $0.type == RouteMessage.newLink
      }, onNews: { heard.news.append($0) })
  }

  @Test func manyEventsAtOnce_areOneCall() {
    let (kernel, heard) = (FakeKernel(), Heard())
    let monitor = monitor(kernel, heard)
    kernel.waiting = (0..<20).map { .bytes(linkMessage($0, "wan0", to: 0)) }
    monitor.readAll()
    #expect(heard.messages == 20)
    #expect(heard.news == [.events])
  }

  @Test func eventsOfNoInterest_areNoCall() {
    let (kernel, heard) = (FakeKernel(), Heard())
    let monitor = monitor(kernel, heard)
    kernel.waiting = [.bytes(doneMessage(to: 1)), .bytes([1, 2, 3]), .bytes([])]
    monitor.readAll()
    monitor.readAll()
    #expect(heard.messages == 1)
    #expect(heard.news == [])
  }

  @Test func lostEvents_sayThatEverythingMustBeReadAgain() {
    let (kernel, heard) = (FakeKernel(), Heard())
    let monitor = monitor(kernel, heard)
    kernel.waiting = [
      .bytes(linkMessage(1, "wan0", to: 0)), .overrun, .bytes(linkMessage(2, "lan0", to: 0)),
    ]
    monitor.readAll()
    #expect(heard.news == [.everything])
    // What was not lost is still read, when the loop comes round.
    monitor.readAll()
    #expect(heard.news == [.everything, .events])
    #expect(heard.messages == 2)
  }

  @Test func oneTurn_isBounded() {
    let (kernel, heard) = (FakeKernel(), Heard())
    let monitor = monitor(kernel, heard)
    kernel.waiting = (0..<1_000).map { _ in .bytes(linkMessage(1, "wan0", to: 0)) }
    monitor.readAll()
    #expect(heard.messages == 256)
    #expect(kernel.waiting.count == 744)
  }

  @Test func interruptedDumpOfLinks_mustBeAskedForAgain_andForgetsNothing() throws {
    var table = LinkTable()
    table.take(linkMessage(1, "wan0", to: 1) + doneMessage(to: 1))
    table.beginDump()
    table.take(doneMessage(to: 2, flags: NetlinkFlag.interrupted))
    #expect(table.needsDump)
    #expect(table.carriesTraffic(Array("wan0".utf8)))
    table.beginDump()
    #expect(!table.needsDump)
    table.take(doneMessage(to: 3))
    #expect(!table.needsDump)
    #expect(!table.carriesTraffic(Array("wan0".utf8)))
  }
}
