public import EdgeTypes

/// What a client asks a server for.
public struct HTTPClientRequest {
  public var method: Text = "GET"
  public var url: [UInt8]
  /// Host, Content-Length and User-Agent are added.
  public var headers = HTTPHeaders()
  public var body: [UInt8] = []
  /// What is taken from the server, whatever it sends.
  public var limits = HTTPLimits()
  /// From the start until connected, and again from the sent request until the reply's head.
  public var headDeadline = Interval.seconds(10)
  /// From the start until the end of the reply.
  public var totalDeadline = Interval.seconds(120)
  /// Asked for each address before it is connected to, a reused connection's too.
  public var mayConnect: (SocketAddress) -> Bool = { _ in true }

  public init(url: [UInt8]) { self.url = url }

  public static func post(_ url: [UInt8], body: [UInt8]) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: url)
    (request.method, request.body) = ("POST", body)
    return request
  }
}

/// What a server answered; redirects are answers like any other.
public struct HTTPReply: Equatable, Sendable {
  public let status: Int
  public let headers: HTTPHeaders
  public let body: [UInt8]
}

/// Why there is no reply.
public enum HTTPFailure: Error, Hashable, Sendable {
  /// Not an `http://` URL.
  case badURL
  case nameNotFound
  /// No name server answered, or none is known.
  case nameServerSilent
  /// `mayConnect` allowed none of the server's addresses.
  case addressForbidden
  case refused
  case unreachable(Errno)
  case connectTimedOut
  /// The request was sent, or could not be sent, and no head came within the deadline.
  case replyTimedOut
  /// The total deadline passed.
  case tookTooLong
  /// The connection was reset or ended before the reply's head.
  case reset
  /// The connection ended inside the reply.
  case cutOff
  case headTooLarge
  case bodyTooLarge
  case malformed
  case cancelled

  /// For status and log: short, in lower case, without details.
  public var text: StaticString {
    switch self {
    case .badURL: "bad URL"
    case .nameNotFound: "name not found"
    case .nameServerSilent: "no answer from the name servers"
    case .addressForbidden: "address not allowed"
    case .refused: "connection refused"
    case .unreachable: "host unreachable"
    case .connectTimedOut: "connect timed out"
    case .replyTimedOut: "reply timed out"
    case .tookTooLong: "took too long"
    case .reset: "connection reset"
    case .cutOff: "reply cut off"
    case .headTooLarge: "reply headers too large"
    case .bodyTooLarge: "reply too large"
    case .malformed: "reply is not HTTP"
    case .cancelled: "cancelled"
    }
  }

  init(_ fault: HTTPFault) {
    switch fault {
    case .headTooLarge: self = .headTooLarge
    case .bodyTooLarge: self = .bodyTooLarge
    case .malformed: self = .malformed
    case .cutOff: self = .cutOff
    }
  }

  init(connecting error: Errno) {
    self =
      error == .connectionRefused
      ? .refused
      : error == .timedOut
        ? .connectTimedOut
        : .unreachable(error)
  }
}
