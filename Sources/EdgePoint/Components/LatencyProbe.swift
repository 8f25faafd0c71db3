internal import EdgeConfig
internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import NetModel

/// Measures how long the line's queues are, with echo requests to the host behind the WAN, and says
/// which rates follow from that.
///
/// One request a second, five while the line carries something, 50 bytes each: what `LineRates`
/// asks for.
final class LatencyProbe {
  typealias Counters = () -> (sent: UInt64, received: UInt64)?

  /// Called when a rate has changed, never out of `use`; nil = as configured, or not shaped.
  var onRates: (_ upload: BitRate?, _ download: BitRate?) -> Void = { _, _ in }
  /// Why nothing is measured, for the status; nil = it is, or nobody wants it.
  private(set) var note: Text?
  /// Who is asked.
  private(set) var host: SocketAddress?
  /// The last answer's; nil before the first one and while nobody is asked.
  var roundTrip: Interval? { isMeasuring ? rates.roundTrip : nil }
  /// The round trip of the line without queues.
  var baseline: Interval? { isMeasuring ? rates.baseline : nil }
  /// Requests to `host`, and how many of them were answered; the last one may still be.
  var requests: (sent: UInt64, answered: UInt64) { (rates.sent, rates.answered) }

  private var isMeasuring: Bool { isRunning && host != nil }
  private let loop: EventLoop
  private let log: Log
  private var wan = WANConfig()
  private var hasPlainQueues = false
  private var isRunning = false
  private var rates = LineRates(upload: nil, download: nil)
  private var counters: Counters = { nil }
  private var socket: EchoSocket?
  private var timer: Timer?
  /// What is left of the pace when the wait for an answer is over; nil = the next request is due.
  private var rest: Interval?
  private var lookedAt: Instant?
  private var told: (upload: BitRate?, download: BitRate?)

  /// How old the answer to "who is the gateway" may get.
  private static let lookPace = Interval.seconds(10)
  /// A host that has answered none of so many requests will not.
  private static let patience: UInt64 = 5

  init(on loop: EventLoop, log: Log) {
    (self.loop, self.log) = (loop, log)
    timer = Timer(on: loop) { [unowned(unsafe) self] in self.wake() }
  }

  /// Measures for this WAN from now on; with nothing new it goes on as it was.
  ///
  /// - Parameters:
  ///   - isShaping: false stops it until it is true again; the rates stay as they are.
  ///   - hasPlainQueues: our own queues delay answers (`LineRates`).
  ///   - counters: the bytes that the WAN has sent and received; nil = unknown now.
  func use(
    _ wan: WANConfig, isShaping: Bool, hasPlainQueues: Bool = false,
    counters: @escaping Counters
  ) {
    self.counters = counters
    let isWanted =
      isShaping && wan.ping != .off && wan.device != nil
      && (wan.upload != nil || wan.download != nil)
    let isNew = wan != self.wan || hasPlainQueues != self.hasPlainQueues
    guard isNew || isWanted != isRunning else { return }
    (self.wan, self.hasPlainQueues, isRunning) = (wan, hasPlainQueues, isWanted)
    (socket, note, lookedAt, rest) = (nil, nil, nil, nil)
    timer?.cancel()
    if isNew {
      host = nil
      rates = LineRates(
        upload: wan.upload, download: wan.download, hasPlainQueues: hasPlainQueues)
    }
    // From the loop: the caller may be in the middle of his own work.
    if isNew || isWanted { timer?.start(after: .zero) }
  }

  private func wake() {
    guard isRunning else { return tell() }
    if let rest {
      if rates.endWait(at: MonotonicClock.now()) { tell() }
      self.rest = nil
      guard rest == .zero else {
        timer?.start(after: rest)
        return
      }
    }
    ask()
  }

  /// Sends a request. One that cannot leave is one without an answer.
  private func ask() {
    let now = MonotonicClock.now()
    if lookedAt.map({ now.since($0) >= Self.lookPace }) ?? true {
      lookedAt = now
      lookUp()
    }
    guard let bytes = counters() else {
      timer?.start(after: .seconds(1))
      return
    }
    noteSilence()
    let wait = rates.begin(sent: bytes.sent, received: bytes.received, at: now)
    try? socket?.send()
    rest = Interval(microseconds: rates.pace.microseconds - wait.microseconds)
    timer?.start(after: wait)
    tell()
  }

  private func tell() {
    let upload = isRunning && rates.upload != wan.upload ? rates.upload : nil
    let download = isRunning && rates.download != wan.download ? rates.download : nil
    guard upload != told.upload || download != told.download else { return }
    told = (upload, download)
    onRates(upload, download)
  }
}

extension LatencyProbe {
  private func lookUp() {
    guard let device = wan.device else { return }
    let wanted: SocketAddress? =
      switch wan.ping {
      case .off: nil
      case .gateway: DefaultGateway.read(device: device)
      case .host(let address): SocketAddress(address, port: 0)
      }
    guard wanted != host || socket == nil else { return }
    if wanted != host { rates.changeHost() }
    (host, socket) = (wanted, nil)
    guard let wanted else {
      return say("there is no gateway behind \(device) to measure the delay with")
    }
    do throws(Errno) {
      socket = try open(wanted, through: device)
      note = nil
      log.info("the line's delay is measured", ["host": wanted.host, "dev": Text(device)])
    } catch {
      let isForbidden = error == .notPermitted || error == .accessDenied
      say(
        isForbidden
          ? "this user may send no echo requests (CAP_NET_RAW or net.ipv4.ping_group_range)"
          : "no echo requests can be sent to \(wanted.host) through \(device): \(error.text)")
    }
  }

  private func open(
    _ host: SocketAddress, through device: [UInt8]
  ) throws(Errno) -> EchoSocket {
    // Past all classes: our own upload queue is not what is measured.
    try EchoSocket(
      on: loop, to: host, through: device, priority: TrafficHandle.tree(.up).raw
    ) { [unowned(unsafe) self] roundTrip in
      if self.rates.answer(roundTrip, at: MonotonicClock.now()) { self.tell() }
    }
  }

  private func noteSilence() {
    guard let host, socket != nil else { return }
    if rates.answered > 0 {
      note = nil
    } else if rates.sent >= Self.patience {
      say("\(host.host) answers no echo requests; another host can be named in ping of config wan")
    }
  }

  /// Remembers why nothing is measured; what is known already is not logged again.
  private func say(_ reason: Text) {
    let text: Text = "the line's delay is not measured, so the configured rates hold: \(reason)"
    guard note != text else { return }
    note = text
    log.warning(text)
  }
}
