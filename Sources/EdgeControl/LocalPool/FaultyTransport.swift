internal import EdgeTypes

/// Turns a good reply into a bad one, whatever the reply is about.
enum FaultyTransport {
  /// A client may wait 30 s for a reply; this is later.
  private static let lateSeconds: UInt32 = 45

  static func inject(_ good: PoolDocument, _ plan: FaultPlan, path: [UInt8], base: [UInt8])
    -> PoolAnswer
  {
    if let body = nonsense(plan.fault) { return .document(PoolDocument(json: body)) }
    if let address = redirect(plan, path: path, base: base) {
      return .document(PoolDocument(status: 302, body: []).with("location", Text(address)))
    }
    switch plan.fault {
    case .hugeJSON:
      return .stream(PoolDocument(json: "[\"edge\""), unit: filler, total: 100_000_000)
    case .endlessBody: return .stream(good, unit: filler, total: nil)
    case .wrongGzip:
      let garbage = PoolDocument(body: [0x1F, 0x8B, 8, 0] + [UInt8](repeating: 0xFF, count: 2000))
      return .document(garbage.with("content-encoding", "gzip"))
    case .halfReply: return .half(good)
    case .oneBytePerSecond: return .trickle(good)
    case .replyLate: return .late(good, seconds: lateSeconds)
    case .noAnswer: return .silence
    case .hangUp: return .hangUp
    case .reset: return .reset
    case .status500: return .document(.plain(status: 500, "no block template yet"))
    case .status404: return .document(.plain(status: 404, "not found"))
    case .emptyReply: return .document(PoolDocument(body: []))
    default: return brokenHTTP(plan.fault)
    }
  }

  /// 16 KiB of JSON text, the unit of the long bodies.
  static let filler: [UInt8] = {
    var text: [UInt8] = []
    while text.count < 16_384 { text += Text(",\"edgepoint\",12345").bytes }
    return text
  }()

  private static func brokenHTTP(_ fault: Fault) -> PoolAnswer {
    let begin: Text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    switch fault {
    case .hugeHeader:
      let value = [UInt8](repeating: 0x61, count: 1_000_000)
      return .raw(Text("\(begin)X-Long: \(value)\r\nContent-Length: 2\r\n\r\n{}").bytes)
    case .endlessHeader:
      let header = Text("X-More: 0123456789abcdef0123456789abcdef\r\n").bytes
      return .stream(PoolDocument(status: 0, body: begin.bytes), unit: header, total: nil)
    case .badChunk:
      return .raw(Text("\(begin)Transfer-Encoding: chunked\r\n\r\n-ffffffffffffffff1\r\n{}").bytes)
    case .hugeLength:
      return .raw(Text("\(begin)Content-Length: 18446744073709551615\r\n\r\n{}").bytes)
    default:
      return .raw(Text("SSH-2.0-OpenSSH_9.2\r\n").bytes + [0, 1, 2, 3, 0xFF])
    }
  }

  private static func nonsense(_ fault: Fault) -> Text? {
    let digits = Text([UInt8](repeating: 0x39, count: 400))
    switch fault {
    case .nonJSON: return "<!doctype html><title>Welcome</title><p>Please sign in.</p>"
    case .truncatedJSON: return "{\"tipHash\":\"00112233\",\"warn\":[],\"error\":[\"a"
    case .deepJSON: return Text([UInt8](repeating: 0x5B, count: 10_000))
    case .badText:
      return Text(Text("{\"tipHash\":\"\\u0000").bytes + [0xFF, 0xC0, 0x80, 0x00] + [0x22, 0x7D])
    case .wrongTypes:
      return """
        {"tipHash":7,"currentHeight":"1","masterUrl":[],"submitAnnUrls":"x","annTarget":"2",\
        "annVersions":{},"mineOldAnns":[],"warn":1,"error":"no","result":[1],"header":3}
        """
    case .missingMembers: return "{}"
    case .hugeNumbers:
      return """
        {"currentHeight":1e999,"annTarget":\(digits),"mineOldAnns":-\(digits),"header":\
        {"height":1e308},"warn":[],"error":[],"result":{"accepted":\(digits)}}
        """
    case .longStrings:
      let long = Text([UInt8](repeating: 0x61, count: 60_000))
      return "{\"tipHash\":\"\(long)\",\"warn\":[\"\(long)\"],\"error\":[\"\(long)\"]}"
    default: return nil
    }
  }

  private static func redirect(_ plan: FaultPlan, path: [UInt8], base: [UInt8]) -> [UInt8]? {
    switch plan.fault {
    case .redirectLoop: base + path
    case .redirectChain: base + path + Text("/again").bytes
    case .redirectFile: Text("file:///etc/passwd").bytes
    case .redirectLoopback: plan.target + path
    case .redirectPrivate: plan.privateTarget + path
    case .redirectTLS: secured(base) + path
    default: nil
    }
  }

  private static func secured(_ base: [UInt8]) -> [UInt8] {
    let scheme = Text("http:").bytes
    return Text("https:").bytes
      + (base.starts(with: scheme) ? base.dropFirst(scheme.count) : base[...])
  }
}
