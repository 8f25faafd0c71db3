internal import CEvent
internal import CLinux
internal import EdgeTypes

/// What moved on the wire in some time.
struct WireTraffic: Equatable {
  var sent: UInt64 = 0
  var received: UInt64 = 0
  /// The part of `sent` that is not payload sent for the first time: headers and retransmissions.
  var overhead: UInt64 = 0
}

/// One connection's traffic, from the counters that the kernel keeps per connection (TCP_INFO).
struct WireAccount {
  /// Ethernet, IP and TCP without options; 14 + 20 or 40 + 20.
  private let bareHeader: UInt64
  private var last = ep_tcp_traffic()
  private var hasBegun = false

  init(isIPv6: Bool) { bareHeader = isIPv6 ? 74 : 54 }

  /// The traffic since the last call.
  ///
  /// - Parameter isLast: the connection closes after this, so its FIN and the acknowledgement of
  ///   the other side's are counted ahead.
  mutating func advance(_ descriptor: Int32, isLast: Bool) -> WireTraffic {
    var now = ep_tcp_traffic()
    guard descriptor >= 0, ep_tcp_read_traffic(descriptor, &now) == 0 else { return WireTraffic() }
    let header = bareHeader + (now.has_timestamps != 0 ? 12 : 0)
    var segmentsOut = now.segments_out &- last.segments_out
    let segmentsIn = now.segments_in &- last.segments_in
    if isLast, segmentsOut != 0 || hasBegun { segmentsOut += now.is_half_closed != 0 ? 1 : 2 }
    let payload = now.bytes_sent &- last.bytes_sent
    var headers = segmentsOut &* header
    if !hasBegun, segmentsOut > 0 { headers += 8 }  // The SYN carries 20 bytes of options, not 12.
    hasBegun = hasBegun || segmentsOut > 0
    let again = now.bytes_retransmitted &- last.bytes_retransmitted
    let traffic = WireTraffic(
      sent: payload &+ headers,
      received: (now.bytes_received &- last.bytes_received) &+ segmentsIn &* header,
      overhead: headers &+ again)
    last = now
    return traffic
  }
}

/// Counts what all connections put on the wire and holds them to one limit.
///
/// libevent's token bucket charges the payload as it is written; every 100 ms the headers and
/// retransmissions that the kernel has added are charged too. What is charged is what was sent, to
/// the byte, so the error does not grow with time.
final class WireMeter {
  /// 100 ms of the limit may leave at once: 1 % of ten seconds.
  private static let tick = Interval.milliseconds(20)
  private static let ticksPerBurst: UInt64 = 5

  private(set) var sent: UInt64 = 0
  private(set) var received: UInt64 = 0
  private let loop: EventLoop
  private let group: OpaquePointer
  private var connections: [HTTPClientConnection] = []
  private var timer: Timer?
  private var isLimited = false

  init(_ loop: EventLoop) {
    self.loop = loop
    guard let config = Self.config(nil),
      let group = bufferevent_rate_limit_group_new(loop.base, config)
    else { abort() }
    ev_token_bucket_cfg_free(config)
    self.group = group
  }

  deinit { bufferevent_rate_limit_group_free(group) }

  private static func config(_ limit: BitRate?) -> OpaquePointer? {
    let most = ep_rate_limit_max()
    let rate = limit.map { min(max(1, Int(clamping: $0.bytes(in: tick))), most / 8) } ?? most
    let burst = limit == nil ? most : rate * Int(ticksPerBurst)
    var time = timeval(tick)
    return ev_token_bucket_cfg_new(most, most, rate, burst, &time)
  }

  func setLimit(_ limit: BitRate?) {
    guard let config = Self.config(limit) else { return }
    bufferevent_rate_limit_group_set_cfg(group, config)
    ev_token_bucket_cfg_free(config)
    isLimited = limit != nil
  }

  func limit(_ stream: SocketStream) {
    bufferevent_add_to_rate_limit_group(stream.buffered, group)
  }

  /// An idle connection must not take part: the bucket is shared out by the number of members.
  func release(_ stream: SocketStream) {
    bufferevent_remove_from_rate_limit_group(stream.buffered)
  }

  func add(_ connection: HTTPClientConnection) {
    connections.append(connection)
    guard timer == nil else { return }
    timer = Timer(on: loop, every: .milliseconds(100)) { [self] in
      for connection in connections { charge(connection.measure()) }
      if connections.isEmpty { timer = nil }
    }
  }

  func remove(_ connection: HTTPClientConnection) {
    connections.removeAll { $0 === connection }
    charge(connection.measure(isLast: true))
  }

  func stop() { timer = nil }

  /// Name server queries: Ethernet, IPv4, UDP and the message.
  func countDatagrams(_ count: UInt64, payload: Int) {
    let bytes = count * (42 + UInt64(max(0, payload)))
    charge(WireTraffic(sent: bytes, received: 0, overhead: bytes))
  }

  private func charge(_ traffic: WireTraffic) {
    sent &+= traffic.sent
    received &+= traffic.received
    if isLimited, traffic.overhead > 0 {
      bufferevent_rate_limit_group_decrement_write(group, Int(clamping: traffic.overhead))
    }
  }
}
