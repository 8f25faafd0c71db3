import EdgeTypes
import Testing

@testable import LinuxPort

@Suite(.serialized) struct EchoSocketTests {
  @Test(arguments: ["127.0.0.1", "::1"])
  func ownHost_answersEveryRequest(_ host: String) throws {
    let loop = try EventLoop()
    let address = try #require(SocketAddress(host: Array(host.utf8), port: 0))
    var trips: [Interval] = []
    let socket: EchoSocket
    do {
      socket = try EchoSocket(on: loop, to: address) { trips.append($0) }
      try socket.send()
    } catch {
      print("not tested: no echo requests to \(host) here: error \(error.code)")
      return
    }
    try socket.send()
    loop.run(atMost: .milliseconds(100))
    #expect(trips.count == 2)
    #expect(trips.allSatisfy { $0 < .seconds(1) })
    #expect(socket.sent == 2)
    #expect(socket.answered == 2)
    #expect(socket.silence(at: MonotonicClock.now()) == nil)
  }

  @Test func socketDroppedInItsAnswer_isGone() throws {
    let loop = try EventLoop()
    let address = try #require(SocketAddress(host: Array("127.0.0.1".utf8), port: 0))
    var (socket, count): (EchoSocket?, Int) = (nil, 0)
    do {
      socket = try EchoSocket(on: loop, to: address) { _ in
        count += 1
        socket = nil
      }
      try socket?.send()
    } catch {
      print("not tested: no echo requests here: error \(error.code)")
      return
    }
    loop.run(atMost: .milliseconds(100))
    #expect(count == 1)
    #expect(socket == nil)
  }

  @Test func request_hasTheChecksumOfRFC1071() {
    let bytes = EchoMessage(identifier: 0x1234, sequence: 7, token: 0x0102_0304_0506_0708)
      .encoded(isIPv6: false)
    #expect(bytes.count == EchoMessage.size)
    #expect(bytes[0] == 8)
    #expect(EchoMessage.checksum(bytes) == 0)
    // The example of RFC 1071, section 3.
    #expect(EchoMessage.checksum([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7]) == 0x220D)
  }

  @Test func reply_isReadBehindAnIPHeader_andOddDatagramsAreNone() {
    let message = EchoMessage(identifier: 0x1234, sequence: 7, token: .max - 1)
    var reply = message.encoded(isIPv6: false)
    reply[0] = 0
    let header: [UInt8] = [0x46] + [UInt8](repeating: 0, count: 23)
    #expect(EchoMessage(reply: reply, isIPv6: false, hasHeader: false) == message)
    #expect(EchoMessage(reply: header + reply, isIPv6: false, hasHeader: true) == message)
    for count in 0..<40 {
      let part = Array((header + reply)[..<count])
      #expect(EchoMessage(reply: part, isIPv6: false, hasHeader: true) == nil)
    }
    for first in UInt8.min...UInt8.max {
      _ = EchoMessage(reply: [first], isIPv6: false, hasHeader: true)
    }
    // Our own request, as the loopback shows it to raw sockets.
    let request = message.encoded(isIPv6: false)
    #expect(EchoMessage(reply: request, isIPv6: false, hasHeader: false) == nil)
  }
}
