internal import CEvent
internal import CLinux
internal import EdgeTypes

/// Asks name servers without opening any file: no resolv.conf, no hosts (static glibc has no NSS,
/// and the sandbox has no files).
final class Resolver {
  private let loop: EventLoop
  private let base: OpaquePointer
  private var servers = 0
  private var open = 0

  init(_ loop: EventLoop) {
    self.loop = loop
    // The loop may end while no question is open (EVDNS_BASE_DISABLE_WHEN_INACTIVE).
    guard let base = evdns_base_new(loop.base, EVDNS_BASE_DISABLE_WHEN_INACTIVE) else { abort() }
    self.base = base
    evdns_base_set_option(base, "timeout:", "2")
    evdns_base_set_option(base, "attempts:", "2")
  }

  /// With questions open libevent would call back into what is gone, so then the base is left.
  deinit { if open == 0 { evdns_base_free(base, 0) } }

  func use(_ addresses: [[UInt8]]) {
    evdns_base_clear_nameservers_and_suspend(base)
    servers = 0
    for address in addresses {
      if evdns_base_nameserver_ip_add(base, address.cString) == 0 { servers += 1 }
    }
    evdns_base_resume(base)
  }

  /// All addresses of a name; `done` runs once, perhaps before this returns.
  func resolve(
    _ host: [UInt8], port: UInt16,
    done: @escaping (Result<[SocketAddress], HTTPFailure>) -> Void
  ) {
    guard servers > 0 else { return done(.failure(.nameServerSilent)) }
    let question = Question(port) { [self] answer in
      open -= 1
      done(answer)
    }
    open += 1
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = EVUTIL_AI_NUMERICSERV
    let context = Unmanaged.passRetained(question).toOpaque()
    _ = evdns_getaddrinfo(base, host.cString, nil, &hints, answered, context)
  }
}

private final class Question {
  let port: UInt16
  let done: (Result<[SocketAddress], HTTPFailure>) -> Void

  init(_ port: UInt16, _ done: @escaping (Result<[SocketAddress], HTTPFailure>) -> Void) {
    (self.port, self.done) = (port, done)
  }

  func take(_ first: UnsafeMutablePointer<addrinfo>?) -> [SocketAddress] {
    var addresses: [SocketAddress] = []
    var next = first
    while let entry = next {
      if let found = SocketAddress(entry.pointee.ai_addr.map { UnsafePointer($0) }),
        let address = SocketAddress(bytes: found.bytes, port: port, scope: found.scope)
      {
        addresses.append(address)
      }
      next = entry.pointee.ai_next
    }
    return addresses
  }
}

private func answered(
  _ error: Int32, _ first: UnsafeMutablePointer<addrinfo>?, _ context: UnsafeMutableRawPointer?
) {
  defer { if let first { evutil_freeaddrinfo(first) } }
  guard let context else { return }
  let question = Unmanaged<Question>.fromOpaque(context).takeRetainedValue()
  let addresses = question.take(first)
  if error == 0, !addresses.isEmpty {
    question.done(.success(addresses))
  } else {
    let isSilent = error == EVUTIL_EAI_AGAIN || error == EVUTIL_EAI_FAIL
    question.done(.failure(isSilent ? .nameServerSilent : .nameNotFound))
  }
}
