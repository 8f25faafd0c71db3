import EdgeConfig
import EdgeControl
import EdgeTypes
import LinuxPort
import Testing

@testable import EdgePoint

@Suite(.serialized) struct LatencyProbeTests {
  private let loop: EventLoop
  private let probe: LatencyProbe
  private var wan = WANConfig()

  init() throws {
    loop = try EventLoop()
    let sink = LogSink(threshold: .error, clock: { .zero }, write: { _ in })
    probe = LatencyProbe(on: loop, log: Log("test", to: sink))
    wan.device = Array("lo".utf8)
    wan.upload = BitRate(bitsPerSecond: 1_000_000)
    wan.ping = .host(.v4(IPv4Address(bits: 0x7F00_0001)))
  }

  @Test func hostThatAnswers_isMeasured_untilNothingIsShaped() {
    probe.use(wan, isShaping: true) { (sent: 0, received: 0) }
    loop.run(atMost: .milliseconds(100))
    if let note = probe.note {
      print("not tested: \(String(decoding: note.bytes, as: UTF8.self))")
      return
    }
    #expect(probe.requests.sent == 1)
    #expect(probe.requests.answered == 1)
    #expect(probe.roundTrip.map { $0 < .seconds(1) } == true)
    #expect(probe.baseline == probe.roundTrip)
    probe.use(wan, isShaping: false) { nil }
    #expect(probe.roundTrip == nil)
  }

  @Test func switchedOff_nothingIsSent() {
    var wan = wan
    wan.ping = .off
    probe.use(wan, isShaping: true) { (sent: 0, received: 0) }
    loop.run(atMost: .milliseconds(50))
    #expect(probe.requests.sent == 0)
    #expect(probe.host == nil)
    #expect(probe.note == nil)
  }

  @Test func noGateway_isSaid_andTheConfiguredRatesHold() throws {
    var wan = wan
    var told = 0
    probe.onRates = { _, _ in told += 1 }
    wan.ping = .gateway
    probe.use(wan, isShaping: true) { (sent: 0, received: 0) }
    loop.run(atMost: .milliseconds(50))
    let note = String(decoding: try #require(probe.note).bytes, as: UTF8.self)
    #expect(note.contains("there is no gateway behind lo"))
    #expect(probe.roundTrip == nil)
    #expect(told == 0)
  }

  @Test func countersUnknown_nothingIsSent() {
    probe.use(wan, isShaping: true) { nil }
    loop.run(atMost: .milliseconds(50))
    #expect(probe.requests.sent == 0)
  }
}
