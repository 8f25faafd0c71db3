public import EdgeTypes

/// One entry of the handler list, judged by whether it may be contacted.
public enum PoolHandlerEntry: Equatable, Sendable {
  case usable(HTTPURL)
  /// The host name `invalid`: its announcements count as rejected (packetcrypt.md 14.5).
  case invalidHost
  /// TLS, or a private address that the owner did not name.
  case refused([UInt8], reason: StaticString)

  public static func == (left: PoolHandlerEntry, right: PoolHandlerEntry) -> Bool {
    switch (left, right) {
    case (.usable(let left), .usable(let right)): left == right
    case (.invalidHost, .invalidHost): true
    case (.refused(let left, _), .refused(let right, _)): left == right
    case (.usable, _), (.invalidHost, _), (.refused, _): false
    }
  }
}

/// A pool's `config.json` (packetcrypt.md 14.1), decoded and bounded.
public struct PoolConfig: Equatable, Sendable {
  /// No longer answer is read, in bytes.
  public static let maximumBytes = 64 * 1024
  public static let maximumHandlers = 64

  /// Display order; nil when the pool is too old to be used.
  public var tipHash: [UInt8]?
  /// The height of the *next* block, at least 1.
  public var currentHeight: Int32
  public var handlers: [PoolHandlerEntry]
  public var versions: [UInt8]
  public var mineOldAnns: UInt32
  public var target: UInt32?
  /// Where block information is; nil for the master URL.
  public var blockInfoBase: HTTPURL?

  public init(decoding bytes: [UInt8], rule: DestinationRule) throws(PoolProtocolError) {
    let answer = try JSONObjectReader(parsing: bytes, limit: Self.maximumBytes)
    tipHash = try answer.optionalHex("tipHash", count: 32)
    currentHeight = try answer.integer("currentHeight", in: 1...Int32.max)
    _ = try answer.string("masterUrl", limit: HTTPURLRules.pool.maximumBytes)
    _ = try answer.string("paymakerUrl", limit: HTTPURLRules.pool.maximumBytes)
    _ = try answer.strings("downloadAnnUrls", atMost: 256, limit: HTTPURLRules.pool.maximumBytes)
    _ = try answer.strings("submitBlockUrls", atMost: 256, limit: HTTPURLRules.pool.maximumBytes)
    _ = try answer.integer("version", in: 0...UInt32.max)
    _ = try answer.integer("softVersion", in: 0...UInt32.max)
    versions = try answer.bytes("annVersions", atMost: 16)
    mineOldAnns = try answer.integer("mineOldAnns", in: 0...UInt32.max)
    target = try answer.optionalInteger("annTarget", in: 0...UInt32.max)
    let urls = try answer.strings(
      "submitAnnUrls", atMost: Self.maximumHandlers, limit: HTTPURLRules.pool.maximumBytes)
    handlers = []
    for (index, url) in urls.enumerated() {
      handlers.append(try Self.entry(url, index: index, rule: rule))
    }
    if answer.optional("blkinfoUrl") != nil {
      let text = try answer.string("blkinfoUrl", limit: HTTPURLRules.pool.maximumBytes)
      guard let url = HTTPURL(text, .pool), !url.isSecure else {
        throw PoolProtocolError("blkinfoUrl: expected an http URL")
      }
      guard rule.allows(url) else {
        throw PoolProtocolError("blkinfoUrl: refused, it names a private address")
      }
      blockInfoBase = url
    }
  }

  /// Why nothing can be mined by this configuration, nil if something can.
  public var obstacle: Text? {
    if tipHash == nil { return "tipHash is null: the pool is too old to be used" }
    if !versions.contains(1) { return "annVersions does not contain 1, the only version we make" }
    guard let target else { return "annTarget is missing: the pool wants no announcements" }
    if !Self.isMinable(target) { return "annTarget \(target) is not a target that can be met" }
    if mineOldAnns >= UInt32(BlockChain.capacity) {
      return "mineOldAnns \(mineOldAnns): expected less than \(BlockChain.capacity)"
    }
    if handlers.isEmpty { return "submitAnnUrls is empty: nobody takes announcements" }
    var reason: StaticString = "its host is 'invalid'"
    for handler in handlers {
      switch handler {
      case .usable: return nil
      case .refused(_, let why): reason = why
      case .invalidHost: break
      }
    }
    return "submitAnnUrls: no handler can be used, \(reason)"
  }

  /// Whether a hash can meet the compact target (packetcrypt.md 11.3).
  public static func isMinable(_ target: UInt32) -> Bool {
    target <= 0x207f_ffff && target & 0x0080_0000 == 0 && target & 0x007f_ffff != 0
      && target >> 24 >= 3
  }

  private static func entry(
    _ bytes: [UInt8], index: Int, rule: DestinationRule
  ) throws(PoolProtocolError) -> PoolHandlerEntry {
    guard let url = HTTPURL(bytes, .pool) else {
      throw PoolProtocolError("submitAnnUrls[\(index)]: expected an http URL")
    }
    if url.host.elementsEqual("invalid".utf8) { return .invalidHost }
    if url.isSecure { return .refused(bytes, reason: "TLS is not supported") }
    guard rule.allows(url) else {
      return .refused(bytes, reason: "it names a private address")
    }
    return .usable(url)
  }
}
