internal import EdgeTypes

/// What the owner of a local pool chooses; nothing in it changes while the pool runs.
public struct LocalPoolSettings: Sendable {
  /// The public address without a trailing slash, as it stands in front of `/config.json`.
  public var baseURL: [UInt8]
  /// `annTarget`: the compact target (packetcrypt.md section 11) that announcements must meet.
  public var target: UInt32
  public var blockSeconds: UInt32 = 60
  /// `mineOldAnns`: how many blocks below the tip the parent block should be.
  public var mineOld: UInt32 = 2
  /// How many announcement handlers share the work, 1...500; they differ by path.
  public var handlers = 1
  /// Pools with the same seed, epoch and block time show the same chain.
  public var seed: UInt64 = 0
  /// When the block `startHeight` was found, in milliseconds since 1970.
  public var epochMilliseconds: UInt64 = 0
  public var startHeight: UInt32 = 1_500_000
  /// Every block names a signing key, so that announcements must carry it.
  public var signed = false
  /// Batches that may wait for their check; one more is answered `overloaded`.
  public var queueLimit = 32
  public var faultPlan: FaultPlan?

  public init(baseURL: [UInt8], target: UInt32) {
    (self.baseURL, self.target) = (baseURL, target)
  }
}

/// What the pool computes with; it comes from outside because a decider imports no cryptography.
public struct PoolFunctions {
  /// BLAKE2b with 32 bytes of output.
  public let hash32: ([UInt8]) -> [UInt8]
  /// The strict check of one announcement against its parent hash in internal byte order.
  public let check: (_ announcement: [UInt8], _ parentHash: [UInt8]) -> ProofCheck

  public init(
    hash32: @escaping ([UInt8]) -> [UInt8],
    check: @escaping (_ announcement: [UInt8], _ parentHash: [UInt8]) -> ProofCheck
  ) {
    (self.hash32, self.check) = (hash32, check)
  }
}

/// The verdicts of packetcrypt.md section 13 by the names that a handler shows.
public enum ProofCheck: UInt8, Sendable {
  case ok, inval, invalItem4, insufficientWork, softNonceHigh, unsupported

  var name: StaticString {
    switch self {
    case .ok: "OK"
    case .inval, .unsupported: "INVAL"
    case .invalItem4: "INVAL_ITEM4"
    case .insufficientWork: "INSUF_POW"
    case .softNonceHigh: "SOFT_NONCE_HIGH"
    }
  }
}
