public import EdgeConfig
public import EdgeTypes

/// Names one HTTP exchange from its start to its answer; never used again.
public struct RequestID: Hashable, Sendable {
  public let number: UInt64
}

/// A GET that a pool client wants made.
public struct PoolFetch: Sendable {
  public var url: HTTPURL
  public var rule: DestinationRule
  public var maximumBytes: Int
  /// Until the whole answer is there.
  public var deadline: Interval
  public var headers: [(name: StaticString, value: [UInt8])]
}

/// A batch that a pool client wants posted.
public struct PoolUpload: Sendable {
  public var url: HTTPURL
  public var rule: DestinationRule
  public var announcements: [QueuedAnnouncement]
  public var headers: [(name: StaticString, value: [UInt8])]
  public var maximumReplyBytes: Int
  /// Until the whole answer is there.
  public var deadline: Interval
}

/// What a decider asks its caller to do.
public enum PoolEffect: Sendable {
  case fetch(RequestID, PoolFetch)
  case upload(RequestID, PoolUpload)
  /// No answer to this exchange is wanted any more.
  case cancel(RequestID)
  case log(LogLevel, Text)
}

/// How a GET ended.
public enum FetchOutcome: Sendable {
  case answered(FetchAnswer)
  /// Nothing sensible came: refused, reset, too slow.
  case failed(Text)
  /// Something came that no pool should send: too long, not HTTP.
  case nonsense(Text)
}

public struct FetchAnswer: Sendable {
  public var status: Int
  public var cacheControl: [UInt8]?
  public var etag: [UInt8]?
  public var location: [UInt8]?
  public var body: [UInt8]

  public init(
    status: Int, body: [UInt8] = [], cacheControl: [UInt8]? = nil, etag: [UInt8]? = nil,
    location: [UInt8]? = nil
  ) {
    (self.status, self.body, self.cacheControl) = (status, body, cacheControl)
    (self.etag, self.location) = (etag, location)
  }
}

/// How a POST ended.
public enum UploadOutcome: Sendable {
  /// `expectedEventID` is the hex of the first 16 bytes of the posted body's BLAKE2b-256.
  case answered(body: [UInt8], expectedEventID: [UInt8])
  case failed(Text)
}

/// What every step of a decider may use: request numbers, dice, and the list of effects to fill.
public struct PoolContext {
  public private(set) var effects: [PoolEffect] = []
  var jitter: Jitter
  private var nextNumber: UInt64 = 1

  public init(seed: UInt64) { jitter = Jitter(seed: seed) }

  /// Hands the effects over.
  public mutating func take() -> [PoolEffect] {
    defer { effects = [] }
    return effects
  }

  mutating func fetch(_ fetch: PoolFetch) -> RequestID {
    let id = newID()
    effects.append(.fetch(id, fetch))
    return id
  }

  mutating func upload(_ upload: PoolUpload) -> RequestID {
    let id = newID()
    effects.append(.upload(id, upload))
    return id
  }

  mutating func cancel(_ id: RequestID?) {
    if let id { effects.append(.cancel(id)) }
  }

  mutating func log(_ level: LogLevel, _ text: Text) { effects.append(.log(level, text)) }

  private mutating func newID() -> RequestID {
    defer { nextNumber += 1 }
    return RequestID(number: nextNumber)
  }
}
