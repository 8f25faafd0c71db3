import EdgeTypes

/// How much of a message is taken from a stranger.
public struct HTTPLimits: Equatable, Sendable {
  /// The first line and all fields together.
  public var headBytes = 8_192
  public var bodyBytes = 2 << 20
  public init() {}
  public init(headBytes: Int = 8_192, bodyBytes: Int) {
    (self.headBytes, self.bodyBytes) = (max(0, headBytes), max(0, bodyBytes))
  }
}

/// What is wrong with a message.
public enum HTTPFault: Error, Equatable, Sendable {
  case headTooLarge
  case bodyTooLarge
  case malformed
  /// The connection ended inside the message.
  case cutOff
}

/// Reads one HTTP/1.x message from bytes as they arrive: a total function of them, without a
/// socket, so that a test or a fuzzer can feed it anything.
public struct HTTPParser {
  public enum State: Equatable, Sendable {
    case head, body, complete
    case failed(HTTPFault)
  }
  private enum Step: Equatable {
    case head, fixed(Int), untilClose
    case chunkSize, chunkData(Int), chunkEnd, trailer
    case done
  }

  public private(set) var state = State.head
  public private(set) var body: [UInt8] = []
  private(set) var head: HTTPHead?
  /// What arrived and is not used yet; after `complete`, the beginning of the next message.
  public private(set) var pending: [UInt8] = []
  private let isReply: Bool
  private let isReplyToHead: Bool
  private let limits: HTTPLimits
  private var step = Step.head
  private var position = 0
  private var isDelimitedByClose = false
  /// Bytes of interim replies, chunk sizes and trailers: bounded, though none of them is kept.
  private var overhead = 0

  /// A parser of a server's input.
  public static func request(_ limits: HTTPLimits) -> HTTPParser {
    HTTPParser(isReply: false, isReplyToHead: false, limits)
  }

  /// A parser of a client's input; a reply to HEAD has no body whatever it says.
  public static func reply(toHead: Bool, _ limits: HTTPLimits) -> HTTPParser {
    HTTPParser(isReply: true, isReplyToHead: toHead, limits)
  }

  private init(isReply: Bool, isReplyToHead: Bool, _ limits: HTTPLimits) {
    (self.isReply, self.isReplyToHead, self.limits) = (isReply, isReplyToHead, limits)
  }

  public var status: Int? {
    if case .reply(let status) = head?.start { return status }
    return nil
  }
  /// False for a body that only the end of the connection delimits.
  var endsByItself: Bool { !isDelimitedByClose }
  public var headers: HTTPHeaders { head?.headers ?? HTTPHeaders() }

  /// Takes what arrived; nothing is taken after `complete` or `failed` but kept in `pending`.
  public mutating func feed(_ bytes: some Collection<UInt8>) {
    pending.append(contentsOf: bytes)
    while advance() {}
    pending.removeFirst(position)
    position = 0
  }

  /// The other side will send no more.
  public mutating func end() {
    switch step {
    case .untilClose: finish()
    case .done: return
    case .head, .fixed, .chunkSize, .chunkData, .chunkEnd, .trailer: fail(.cutOff)
    }
  }

  /// One step; false when more bytes are needed or nothing is left to do.
  private mutating func advance() -> Bool {
    switch step {
    case .done: false
    case .head: readHead()
    case .fixed(let left): readData(left, then: .done)
    case .untilClose: readData(.max, then: .done)
    case .chunkSize: readChunkSize()
    case .chunkData(let left): readData(left, then: .chunkEnd)
    case .chunkEnd: readChunkEnd()
    case .trailer: readTrailer()
    }
  }

  private mutating func fail(_ fault: HTTPFault) {
    state = .failed(fault)
    step = .done
  }

  private mutating func finish() {
    state = .complete
    step = .done
  }

  private mutating func readHead() -> Bool {
    guard let end = endOfHead() else {
      if pending.count - position > limits.headBytes { fail(.headTooLarge) }
      return false
    }
    guard end - position <= limits.headBytes else {
      fail(.headTooLarge)
      return false
    }
    guard let head = HTTPHead(pending[position..<end], isReply: isReply),
      let framing = head.framing(isReplyToHead: isReplyToHead)
    else {
      fail(.malformed)
      return false
    }
    let length = end - position
    position = end
    if case .reply(let status) = head.start, status < 200, status != 101 {
      overhead += length
      if overhead > limits.headBytes { fail(.headTooLarge) }
      return step == .head  // 100 Continue and its like announce the real reply.
    }
    self.head = head
    begin(framing)
    return step != .done
  }

  private mutating func begin(_ framing: HTTPFraming) {
    state = .body
    switch framing {
    case .length(0): finish()
    case .length(let count): count > limits.bodyBytes ? fail(.bodyTooLarge) : (step = .fixed(count))
    case .chunked: step = .chunkSize
    case .untilClose:
      step = .untilClose
      isDelimitedByClose = true
    }
  }

  /// Just after the first empty line; lines end in LF with or without CR.
  private func endOfHead() -> Int? {
    var previous = -1  // Where the last line ended.
    for index in position..<pending.count where pending[index] == 0x0A {
      if previous >= 0 {
        let length = index - previous - 1
        if length == 0 || length == 1 && pending[index - 1] == 0x0D { return index + 1 }
      }
      previous = index
    }
    return nil
  }

  private mutating func readData(_ left: Int, then next: Step) -> Bool {
    let count = min(left, pending.count - position)
    guard count > 0 else { return false }
    guard count <= limits.bodyBytes - body.count else {
      fail(.bodyTooLarge)
      return false
    }
    body.append(contentsOf: pending[position..<position + count])
    position += count
    guard count == left else {
      if left != .max {
        step = next == .done ? .fixed(left - count) : .chunkData(left - count)
      }
      return false
    }
    if next == .done { finish() } else { step = next }
    return step != .done
  }

  /// A line without its end; nil if it has not arrived yet, and then the overhead is bounded.
  private mutating func readLine() -> ArraySlice<UInt8>? {
    guard let end = pending[position...].firstIndex(of: 0x0A) else {
      if overhead + pending.count - position > limits.headBytes { fail(.headTooLarge) }
      return nil
    }
    let line = pending[position..<end]
    overhead += line.count + 1
    position = end + 1
    guard overhead <= limits.headBytes + 8 * body.count else {
      fail(.headTooLarge)
      return nil
    }
    return line.last == 0x0D ? line.dropLast() : line
  }

  private mutating func readChunkSize() -> Bool {
    guard let line = readLine() else { return false }
    guard let size = Self.chunkSize(line) else {
      fail(.malformed)
      return false
    }
    guard size <= limits.bodyBytes - body.count else {
      fail(.bodyTooLarge)
      return false
    }
    step = size == 0 ? .trailer : .chunkData(size)
    return true
  }

  /// Hexadecimal digits, then nothing or an extension, which is ignored (RFC 9112 section 7.1). More
  /// than an Int holds, on a 32-bit machine, is the largest Int: too large for any limit.
  private static func chunkSize(_ line: ArraySlice<UInt8>) -> Int? {
    let digits = trimmed(line.prefix { $0 != 0x3B })
    guard !digits.isEmpty, digits.count <= 12 else { return nil }
    var size: UInt64 = 0
    for character in digits {
      guard let digit = Hex.value(of: character) else { return nil }
      size = size << 4 | UInt64(digit)
    }
    return Int(clamping: size)
  }

  private mutating func readChunkEnd() -> Bool {
    guard let line = readLine() else { return false }
    guard line.isEmpty else {
      fail(.malformed)
      return false
    }
    step = .chunkSize
    return true
  }

  private mutating func readTrailer() -> Bool {
    guard let line = readLine() else { return false }
    if line.isEmpty { finish() }
    return step != .done
  }
}
