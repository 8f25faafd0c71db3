internal import EdgeControl
internal import EdgeTypes
internal import LinuxPort
internal import PacketCryptLite

/// Turns what pool clients want into HTTP calls, and their ends into outcomes.
final class PoolTraffic {
  private let client: HTTPClient
  private var calls: [(id: RequestID, call: HTTPCall)] = []
  var onFetched: (RequestID, FetchOutcome) -> Void = { _, _ in }
  var onUploaded: (RequestID, UploadOutcome) -> Void = { _, _ in }

  init(on loop: EventLoop) { client = HTTPClient(on: loop, maximumConnections: 64) }

  var wireBytesSent: UInt64 { client.wireBytesSent }
  var wireBytesReceived: UInt64 { client.wireBytesReceived }

  func apply(_ orders: MinerOrders) {
    client.setUploadLimit(orders.uploadLimit)
    client.setNameServers(orders.nameServers)
  }

  func start(_ id: RequestID, _ fetch: PoolFetch) {
    var request = HTTPClientRequest(url: fetch.url.bytes)
    request.limits = HTTPLimits(bodyBytes: fetch.maximumBytes)
    request.totalDeadline = fetch.deadline
    request.mayConnect = Self.judge(fetch.url, fetch.rule)
    for header in fetch.headers { request.headers.add(Text(header.name), Text(header.value)) }
    send(id, request) { [self] in onFetched(id, Self.outcome($0)) }
  }

  func start(_ id: RequestID, _ upload: PoolUpload) {
    var body: [UInt8] = []
    body.reserveCapacity(upload.announcements.count * QueuedAnnouncement.size)
    for announcement in upload.announcements { body += announcement.bytes }
    let event = Hex.encode(Blake2b.hash32(body).prefix(16))
    var request = HTTPClientRequest.post(upload.url.bytes, body: body)
    request.limits = HTTPLimits(bodyBytes: upload.maximumReplyBytes)
    request.headDeadline = upload.deadline
    request.totalDeadline = upload.deadline
    request.mayConnect = Self.judge(upload.url, upload.rule)
    for header in upload.headers { request.headers.add(Text(header.name), Text(header.value)) }
    send(id, request) { [self] result in
      switch result {
      case .success(let reply):
        onUploaded(id, .answered(body: reply.body, expectedEventID: event))
      case .failure(let failure): onUploaded(id, .failed(Text(failure.text)))
      }
    }
  }

  /// No answer is wanted any more; none will come.
  func cancel(_ id: RequestID) {
    guard let index = calls.firstIndex(where: { $0.id == id }) else { return }
    calls.remove(at: index).call.cancel()
  }

  private func send(
    _ id: RequestID, _ request: HTTPClientRequest,
    completion: @escaping (Result<HTTPReply, HTTPFailure>) -> Void
  ) {
    let call = client.send(request) { [self] result in
      guard let index = calls.firstIndex(where: { $0.id == id }) else { return }
      calls.remove(at: index)
      completion(result)
    }
    calls.append((id, call))
  }

  private static func judge(
    _ url: HTTPURL, _ rule: DestinationRule
  ) -> (SocketAddress) -> Bool {
    { rule.allows(url, at: $0.address) }
  }

  private static func outcome(_ result: Result<HTTPReply, HTTPFailure>) -> FetchOutcome {
    switch result {
    case .success(let reply):
      .answered(
        FetchAnswer(
          status: reply.status, body: reply.body,
          cacheControl: reply.headers.value("cache-control"), etag: reply.headers.value("etag"),
          location: reply.headers.value("location")))
    case .failure(.bodyTooLarge): .nonsense(Text(HTTPFailure.bodyTooLarge.text))
    case .failure(.headTooLarge): .nonsense(Text(HTTPFailure.headTooLarge.text))
    case .failure(.malformed): .nonsense(Text(HTTPFailure.malformed.text))
    case .failure(let failure): .failed(Text(failure.text))
    }
  }
}
