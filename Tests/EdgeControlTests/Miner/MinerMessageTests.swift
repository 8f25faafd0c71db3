import EdgeControl
import EdgeTypes
import Testing

@Suite struct MinerMessageTests {
  private var orders: MinerOrders {
    var orders = MinerOrders()
    (orders.hashing, orders.networkUp, orders.threads) = (true, false, 3)
    orders.paymentAddress = Array("pkt1qexample".utf8)
    orders.uploadLimit = BitRate(bitsPerSecond: 500_000)
    orders.pools = [Array("http://a.example/m".utf8), Array("http://b.example".utf8)]
    orders.nameServers = [Array("192.0.2.1".utf8)]
    return orders
  }

  private var report: MinerReport {
    var pool = PoolReport()
    (pool.url, pool.state) = (Array("http://a.example".utf8), .backingOff)
    (pool.height, pool.handlers) = (7, 4)
    (pool.accepted, pool.rejected, pool.overloaded, pool.lost) = (1, 2, 3, 4)
    (pool.droppedStale, pool.droppedOverflow, pool.droppedAged) = (5, 6, 7)
    (pool.droppedNoHandler, pool.droppedShutdown) = (8, 9)
    (pool.queued, pool.inFlight, pool.bytesSent) = (10, 11, 12)
    pool.lastError = Array("connection refused".utf8)
    var report = MinerReport()
    (report.activity, report.obstacle, report.threads) = (.waitingForUpload, .staleTip, 2)
    (report.hashes, report.hashesPerSecond) = (UInt64.max, 137_000)
    (report.announcementsFound, report.tipHeight, report.tipAgeSeconds) = (13, 1_500_000, 61)
    (report.queuedBytes, report.wireBytesSent, report.wireBytesReceived) = (14, 15, 16)
    (report.cpuMicroseconds, report.residentBytes) = (17, 18)
    report.pools = [pool, PoolReport()]
    return report
  }

  @Test func orders_roundTrip() {
    #expect(MinerOrders.decode(orders.encoded()) == orders)
    #expect(MinerOrders.decode(MinerOrders().encoded()) == MinerOrders())
  }

  @Test func report_roundTrips() {
    #expect(MinerReport.decode(report.encoded()) == report)
    #expect(MinerReport.decode(MinerReport().encoded()) == MinerReport())
  }

  @Test func anyPrefix_isRefused() {
    for length in 0..<orders.encoded().count {
      #expect(MinerOrders.decode(Array(orders.encoded().prefix(length))) == nil)
    }
    for length in 0..<report.encoded().count {
      #expect(MinerReport.decode(Array(report.encoded().prefix(length))) == nil)
    }
    #expect(MinerOrders.decode(orders.encoded() + [0]) == nil)
    #expect(MinerReport.decode(report.encoded() + [0]) == nil)
  }

  @Test func anyChangedByte_isRefusedOrDecodesToWhatItSays() {
    for (bytes, isOrders) in [(orders.encoded(), true), (report.encoded(), false)] {
      for position in bytes.indices {
        for change in [1, 0x80, 0xFF] as [UInt8] {
          var changed = bytes
          changed[position] ^= change
          if isOrders {
            if let decoded = MinerOrders.decode(changed) { #expect(decoded.encoded() == changed) }
          } else if let decoded = MinerReport.decode(changed) {
            #expect(decoded.encoded() == changed)
          }
        }
      }
    }
  }

  @Test func theLargestMessages_fitTheLimit() {
    var pool = PoolReport()
    pool.url = [UInt8](repeating: 0x61, count: 10_000)
    pool.lastError = [UInt8](repeating: 0x61, count: 10_000)
    var report = MinerReport()
    report.pools = [PoolReport](repeating: pool, count: 100)
    #expect(report.encoded().count <= MinerMessage.maximumBytes)
    #expect(MinerReport.decode(report.encoded())?.pools.count == 16)
    var orders = MinerOrders()
    orders.pools = [[UInt8]](repeating: pool.url, count: 100)
    orders.nameServers = orders.pools
    orders.paymentAddress = pool.url
    orders.threads = -1
    #expect(orders.encoded().count <= MinerMessage.maximumBytes)
    #expect(MinerOrders.decode(orders.encoded())?.pools.count == 16)
  }

  @Test func oversizedDatagram_isRefused() {
    #expect(MinerReport.decode([UInt8](repeating: 1, count: 16 * 1024 + 1)) == nil)
  }
}
