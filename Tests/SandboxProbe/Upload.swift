internal import CLinux
internal import EdgeTypes
internal import LinuxPort

/// Keeps three uploads going at a limit: `probe upload URL BITS-PER-SECOND BODY-BYTES SECONDS`.
///
/// Says at the end what the client believes it has put on the wire; the interface knows the truth.
final class Upload {
  private let client: HTTPClient
  private let url: [UInt8]
  private let body: [UInt8]
  private var replies = 0
  private var failures = 0

  init(_ loop: EventLoop, url: [UInt8], limit: UInt64, bodyBytes: Int) {
    client = HTTPClient(on: loop)
    client.setUploadLimit(BitRate(bitsPerSecond: limit))
    (self.url, body) = (url, [UInt8](repeating: 0x61, count: bodyBytes))
    for _ in 0..<3 { next() }
  }

  private func next() {
    client.send(.post(url, body: body)) { [self] in
      if case .success = $0 { replies += 1 } else { failures += 1 }
      if failures < 10 { next() }
    }
  }

  var text: Text {
    let counts: Text = "replies=\(replies) failures=\(failures)"
    return "\(counts) sent=\(client.wireBytesSent) received=\(client.wireBytesReceived)"
  }

  static func run(_ words: [[UInt8]]) -> Int32 {
    let numbers = words.dropFirst(3).map { word in
      word.reduce(0) { $0 &* 10 &+ UInt64($1 &- 0x30) }
    }
    guard numbers.count == 3, let loop = try? EventLoop() else { return 64 }
    let upload = Upload(loop, url: words[2], limit: numbers[0], bodyBytes: Int(numbers[1]))
    loop.run(atMost: .seconds(numbers[2]))
    say(upload.text)
    _exit(0)
  }
}
