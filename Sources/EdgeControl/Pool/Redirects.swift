internal import EdgeTypes

/// Follows at most two redirects of one GET, within one scheme and only where the pool may send us.
struct Redirects: Equatable, Sendable {
  private static let most = 2

  private var count = 0
  private var current: HTTPURL?

  /// Begins a new exchange at `url`.
  mutating func start(at url: HTTPURL) { (count, current) = (0, url) }

  /// Where an answer with a redirect status leads.
  mutating func follow(
    _ answer: FetchAnswer, rule: DestinationRule
  ) throws(PoolProtocolError) -> HTTPURL {
    count += 1
    guard count <= Self.most else {
      throw PoolProtocolError("redirected more than \(Self.most) times")
    }
    guard let current, let location = answer.location,
      let target = current.resolving(location: location, .pool), target.isSecure == current.isSecure
    else { throw PoolProtocolError("redirected to something else than an http URL") }
    guard rule.allows(target) else {
      throw PoolProtocolError("redirect refused, it names a private address")
    }
    self.current = target
    return target
  }

  static func isRedirect(_ status: Int) -> Bool {
    switch status {
    case 301, 302, 303, 307, 308: true
    default: false
    }
  }
}
