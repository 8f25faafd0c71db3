import EdgeTypes

/// The first line and the fields of a message, decoded strictly: what two programs could read
/// differently is refused (RFC 9112; no folding, no space before the colon).
struct HTTPHead: Equatable {
  enum Start: Equatable {
    case request(method: [UInt8], target: [UInt8])
    case reply(status: Int)
  }
  var start: Start
  /// HTTP/1.x: the x.
  var minorVersion: UInt8
  var headers: HTTPHeaders

  /// - Parameter bytes: up to and with the empty line.
  init?(_ bytes: ArraySlice<UInt8>, isReply: Bool) {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)[...]
    guard let first = lines.popFirst() else { return nil }
    let words = Self.withoutReturn(first).split(
      separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
    guard words.count >= 2 else { return nil }
    if isReply {
      guard let minor = Self.version(words[0]), let status = Self.status(words[1]) else {
        return nil
      }
      (start, minorVersion) = (.reply(status: status), minor)
    } else {
      guard words.count == 3, let minor = Self.version(words[2]), Self.isToken(words[0]),
        !words[1].isEmpty, words[1].allSatisfy({ $0 > 0x20 && $0 != 0x7F })
      else { return nil }
      (start, minorVersion) = (.request(method: Array(words[0]), target: Array(words[1])), minor)
    }
    headers = HTTPHeaders()
    for line in lines {
      let line = Self.withoutReturn(line)
      if line.isEmpty { break }
      guard addField(line) else { return nil }
    }
  }

  private mutating func addField(_ line: ArraySlice<UInt8>) -> Bool {
    guard let colon = line.firstIndex(of: 0x3A) else { return false }
    let (name, value) = (line[..<colon], trimmed(line[(colon + 1)...]))
    let isClean = value.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    guard Self.isToken(name), isClean else { return false }
    headers.add(name: Array(name), value: value)
    return true
  }

  private static func withoutReturn(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    line.last == 0x0D ? line.dropLast() : line
  }

  private static func version(_ word: ArraySlice<UInt8>) -> UInt8? {
    let prefix: [UInt8] = [0x48, 0x54, 0x54, 0x50, 0x2F, 0x31, 0x2E]  // HTTP/1.
    guard word.count == 8, word.starts(with: prefix), let last = word.last,
      ASCII.isDigit(last)
    else { return nil }
    return last - 0x30
  }

  private static func status(_ word: ArraySlice<UInt8>) -> Int? {
    guard word.count == 3, let value = UInt64(decimalDigits: word), value >= 100 else { return nil }
    return Int(value)
  }

  /// RFC 9110 section 5.6.2.
  private static func isToken(_ name: ArraySlice<UInt8>) -> Bool {
    guard !name.isEmpty else { return false }
    for byte in name where !ASCII.isLetterOrDigit(byte) {
      switch byte {
      case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: continue
      default: return false
      }
    }
    return true
  }

  /// Whether the connection can serve another message after this one.
  var keepsConnection: Bool {
    minorVersion >= 1
      ? !headers.list("connection", contains: "close")
      : headers.list("connection", contains: "keep-alive")
  }

  /// How the end of the body is known; nil if the fields contradict each other.
  func framing(isReplyToHead: Bool) -> HTTPFraming? {
    let lengths = headers.values("content-length")
    if let coding = headers.value("transfer-encoding") {
      // Both fields at once is how requests are smuggled (RFC 9112 section 6.3).
      let isChunked = ASCII.matches(coding, Text("chunked").bytes)
      guard isChunked, lengths.isEmpty, headers.values("transfer-encoding").count == 1,
        minorVersion >= 1
      else { return nil }
    }
    if case .reply(let status) = start,
      isReplyToHead || status < 200 || status == 204 || status == 304
    {
      return .length(0)
    }
    if headers.value("transfer-encoding") != nil { return .chunked }
    if let first = lengths.first {
      guard lengths.allSatisfy({ $0 == first }) else { return nil }
      return Self.length(first).map { .length($0) }
    }
    if case .reply = start { return .untilClose }
    return .length(0)
  }

  /// More than an Int holds, on a 32-bit machine, is the largest Int: too large for any limit.
  private static func length(_ digits: [UInt8]) -> Int? {
    UInt64(decimalDigits: digits, atMost: 15).map { Int(clamping: $0) }
  }
}

/// Where a body ends (RFC 9112 section 6.3).
enum HTTPFraming: Equatable {
  case length(Int)
  case chunked
  case untilClose
}
