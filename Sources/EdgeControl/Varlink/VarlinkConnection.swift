internal import JSON

/// What a client may do, from the credentials of its socket.
public enum VarlinkRights: UInt8, Equatable, Sendable { case none, read, change }

/// What a client asks of the service; everything else is answered by the connection itself.
public enum VarlinkRequest: Equatable, Sendable {
  case status
  /// `more`: the client wants every further change too.
  case monitor(more: Bool)
  case reload, pause, resume
}

/// What the host of a connection must do next.
public enum VarlinkStep: Equatable, Sendable {
  case send([UInt8])
  /// Do it and pass what came of it to `answer`.
  case perform(VarlinkRequest)
  /// Talk that is not Varlink; the protocol has no way to say so but to hang up.
  case close
}

/// What came of a request.
public enum VarlinkOutcome: Sendable {
  case status(StatusDocument)
  case reloaded(changed: [StaticString])
  case configInvalid(problems: [[UInt8]])
  case done
}

/// One client's conversation as a pure protocol engine: bytes in, steps out.
///
/// Requests are JSON objects, each ended by NUL, answered one after the other. A client that calls
/// `Monitor` with `more` gets no answer to anything further on the same connection.
public struct VarlinkConnection: Sendable {
  /// The longest request, its NUL included; also the most that is kept unread.
  public static let longestRequest = 64 * 1024

  private let rights: VarlinkRights
  private var unread: [UInt8] = []
  private var isClosed = false
  private var oneway = false
  /// Whether `Monitor` with `more` runs on this connection.
  public private(set) var isMonitoring = false

  public init(rights: VarlinkRights) { self.rights = rights }

  /// Takes what arrived; call `next` until it returns nil.
  public mutating func receive(_ bytes: some Collection<UInt8>) {
    guard !isClosed else { return }
    unread.append(contentsOf: bytes)
  }

  /// The next step, nil until more bytes arrive.
  public mutating func next() -> VarlinkStep? {
    while !isClosed, !isMonitoring, let end = unread.firstIndex(of: 0) {
      guard end < Self.longestRequest else { return close() }
      let message = Array(unread[..<end])
      unread.removeFirst(end + 1)
      guard let call = VarlinkCall(message) else { return close() }
      oneway = call.oneway
      if let step = handle(call) { return step }
    }
    return !isClosed && unread.count >= Self.longestRequest ? close() : nil
  }

  /// The answer to the request that `next` returned last; nil if the client wants none.
  public func answer(_ outcome: VarlinkOutcome) -> [UInt8]? {
    guard !oneway else { return nil }
    return VarlinkReply.outcome(outcome, continues: isMonitoring)
  }

  private mutating func close() -> VarlinkStep {
    (isClosed, unread) = (true, [])
    return .close
  }

  /// Nil: nothing to send, as for a refused call that wants no answer.
  private mutating func handle(_ call: VarlinkCall) -> VarlinkStep? {
    let decision = rights == .none ? .denied : VarlinkMethod(call.method, call.parameters)
    switch decision {
    case .read(let request):
      if case .monitor = request { return monitor(call) }
      return .perform(request)
    case .change(let request):
      return rights == .change ? .perform(request) : reply(VarlinkReply.denied)
    case .answered(let bytes): return reply(bytes)
    case .denied: return reply(VarlinkReply.denied)
    }
  }

  private mutating func monitor(_ call: VarlinkCall) -> VarlinkStep? {
    isMonitoring = call.more && !call.oneway
    return .perform(.monitor(more: isMonitoring))
  }

  private func reply(_ bytes: [UInt8]) -> VarlinkStep? { oneway ? nil : .send(bytes) }
}

/// One request's envelope.
struct VarlinkCall {
  var method: [UInt8]
  var parameters: JSONValue?
  var oneway = false
  var more = false

  /// Nil if `message` is not a Varlink call.
  init?(_ message: [UInt8]) {
    let limits = JSONLimits(bytes: VarlinkConnection.longestRequest)
    guard let root = try? JSONValue.parse(message, limits: limits), root.kind == .object,
      let method = root.member("method")?.string
    else { return nil }
    self.method = method
    if let parameters = root.member("parameters"), !parameters.isNull {
      guard parameters.kind == .object else { return nil }
      self.parameters = parameters
    }
    guard let oneway = Self.flag(root, "oneway"), let more = Self.flag(root, "more") else {
      return nil
    }
    (self.oneway, self.more) = (oneway, more)
  }

  /// Absent and null are false; nil for anything that is not a boolean.
  private static func flag(_ root: JSONValue, _ name: StaticString) -> Bool? {
    guard let value = root.member(name), !value.isNull else { return false }
    return value.boolean
  }
}
