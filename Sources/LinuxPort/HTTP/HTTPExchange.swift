internal import EdgeTypes

/// What a client asked for.
public struct HTTPRequest: Sendable {
  public let method: [UInt8]
  /// Path and query as sent, such as `/a?b=c`.
  public let target: [UInt8]
  public let headers: HTTPHeaders
  public let body: [UInt8]
  public let peer: SocketAddress?

  /// The target without its query.
  public var path: [UInt8] { Array(target.prefix { $0 != 0x3F }) }
  /// What follows the first `?`; empty without one.
  public var query: [UInt8] { Array(target.drop { $0 != 0x3F }.dropFirst()) }
}

/// One request and the way to answer it, now or later.
///
/// The connection may be gone by then: every call is then without effect. An exchange that is
/// dropped unanswered closes the connection, so none is ever forgotten.
public final class HTTPExchange {
  public let request: HTTPRequest
  private let connection: HTTPServerConnection
  private let turn: Int
  private let keep: Bool
  private var isChunked = false

  init(_ request: HTTPRequest, _ connection: HTTPServerConnection, _ turn: Int, keep: Bool) {
    (self.request, self.connection, self.turn, self.keep) = (request, connection, turn, keep)
  }

  deinit { if isOpen { connection.close() } }

  /// False once it has been answered or the client has gone.
  public var isOpen: Bool { connection.turn == turn && connection.stream.isOpen }

  /// Calls back once if the client goes before the answer is complete.
  public func onClose(_ run: @escaping () -> Void) { if isOpen { connection.onClose = run } }

  /// Calls back whenever everything written so far has gone to the kernel.
  public func onSent(_ run: @escaping () -> Void) { if isOpen { connection.onDrained = run } }

  /// The whole answer; Content-Length is added.
  public func reply(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    guard isOpen else { return }
    var headers = headers
    headers.add("Content-Length", "\(body.count)")
    let isHead = ASCII.matches(request.method, Text("HEAD").bytes)
    connection.write(head(status, headers) + (isHead ? [] : body))
    connection.finish(keep: keep)
  }

  /// Begins an answer of unknown length; `sendChunk` and `finish` follow.
  public func beginChunked(status: Int, headers: HTTPHeaders = [:]) {
    guard isOpen else { return }
    var headers = headers
    headers.add("Transfer-Encoding", "chunked")
    isChunked = true
    connection.write(head(status, headers))
  }

  /// Begins an answer whose announced length need not be kept: what follows is `sendRaw`.
  public func beginFixed(status: Int, headers: HTTPHeaders = [:], announcedLength: Int) {
    guard isOpen else { return }
    var headers = headers
    headers.add("Content-Length", "\(announcedLength)")
    connection.write(head(status, headers))
  }

  public func sendChunk(_ bytes: [UInt8]) {
    guard isOpen, !bytes.isEmpty else { return }
    let size: Text = "\(Self.hexadecimal(bytes.count))\r\n"
    connection.write(size.bytes + bytes + [0x0D, 0x0A])
  }

  /// Sends bytes exactly as they are, HTTP or not.
  public func sendRaw(_ bytes: [UInt8]) { if isOpen { connection.write(bytes) } }

  /// Ends a chunked answer; the connection serves the next request.
  public func finish() {
    guard isOpen else { return }
    if isChunked { connection.write(Text("0\r\n\r\n").bytes) }
    connection.finish(keep: keep && isChunked)
  }

  /// Closes the connection once everything written has been sent.
  public func closeAfterSending() { if isOpen { connection.finish(keep: false) } }

  /// Drops the connection with a TCP reset.
  public func reset() { if isOpen { connection.reset() } }

  private func head(_ status: Int, _ headers: HTTPHeaders) -> [UInt8] {
    let line: Text = "HTTP/1.1 \(status) \(HTTPStatus.reason(status))\r\n"
    var bytes = line.bytes
    headers.write(to: &bytes)
    if !keep { bytes += Text("Connection: close\r\n").bytes }
    return bytes + [0x0D, 0x0A]
  }

  private static func hexadecimal(_ value: Int) -> [UInt8] {
    var digits: [UInt8] = []
    var rest = value
    repeat {
      let digit = UInt8(truncatingIfNeeded: rest & 15)
      digits.insert(digit < 10 ? 0x30 + digit : 0x61 + digit - 10, at: 0)
      rest >>= 4
    } while rest > 0
    return digits
  }
}

/// The words after the number (RFC 9110 section 15).
enum HTTPStatus {
  static func reason(_ status: Int) -> StaticString {
    switch status {
    case 200: "OK"
    case 202: "Accepted"
    case 204: "No Content"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 303: "See Other"
    case 304: "Not Modified"
    case 307: "Temporary Redirect"
    case 308: "Permanent Redirect"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 411: "Length Required"
    case 413: "Content Too Large"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 511: "Network Authentication Required"
    default: "Status"
    }
  }
}
