public import EdgeTypes

/// One request as the HTTP server delivers it.
public struct PoolRequest: Sendable {
  public var method: [UInt8]
  /// Path and query, starting with a slash.
  public var path: [UInt8]
  /// Names in lower case.
  public var headers: [(name: [UInt8], value: [UInt8])]
  public var body: [UInt8]

  public init(
    method: [UInt8], path: [UInt8], headers: [(name: [UInt8], value: [UInt8])], body: [UInt8]
  ) {
    (self.method, self.path, self.headers, self.body) = (method, path, headers, body)
  }

  /// The value of the first header of that lower-case name.
  func header(_ name: StaticString) -> [UInt8]? {
    let wanted = Text(name).bytes
    for header in headers where header.name == wanted { return header.value }
    return nil
  }
}

/// A whole reply.
public struct PoolDocument: Equatable, Sendable {
  public struct Header: Equatable, Sendable {
    public let name: Text
    public let value: Text
  }
  public var status: Int
  public var headers: [Header]
  public var body: [UInt8]

  init(status: Int = 200, type: Text = "application/json", body: [UInt8]) {
    (self.status, self.body) = (status, body)
    headers = [Header(name: "content-type", value: type)]
  }

  init(status: Int = 200, json: Text) { self.init(status: status, body: json.bytes) }

  static func plain(status: Int, _ text: Text) -> PoolDocument {
    PoolDocument(status: status, type: "text/plain", body: text.bytes + [0x0A])
  }

  func with(_ name: Text, _ value: Text) -> PoolDocument {
    var copy = self
    copy.headers.append(Header(name: name, value: value))
    return copy
  }
}

/// What goes out on the wire; all but the first are ways to be a bad server.
public enum PoolAnswer: Equatable, Sendable {
  case document(PoolDocument)
  /// The document, after so many seconds.
  case late(PoolDocument, seconds: UInt32)
  /// The document as the beginning, then `unit` again and again up to `total` bytes; nil = for ever.
  case stream(PoolDocument, unit: [UInt8], total: UInt64?)
  /// The document, one byte a second.
  case trickle(PoolDocument)
  /// Half of the document, then the connection is closed.
  case half(PoolDocument)
  /// These bytes instead of HTTP, then the connection is closed.
  case raw([UInt8])
  /// Nothing, while the connection stays open.
  case silence
  /// Nothing, and the connection is closed.
  case hangUp
  /// A TCP reset.
  case reset
}
