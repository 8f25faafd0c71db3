public import EdgeTypes

/// A way in which the local pool can be bad, so that a client can be tested against it.
public enum Fault: UInt8, CaseIterable, Sendable {
  case negativeHeight, heightJump, heightRollback, nullTip, staleTip, tipStorm, shortHash, pathHash
  case hashCycle, heightCycle, wrongBlock, missingBlock, wrongBlockTypes, badSigningKey
  case targetZero, hugeTarget, signTarget, targetMissing, foreignVersion, hugeMineOld
  case noHandlers, handlers500, handlerInvalidHost, handlerMoves, handlerBadURL, handlerFile
  case handlerPrivate, handlerLoopback, httpsHandler, blockInfoPrivate
  case redirectLoop, redirectChain, redirectFile, redirectLoopback, redirectPrivate, redirectTLS
  case nonJSON, truncatedJSON, deepJSON, hugeJSON, badText, wrongTypes, missingMembers, hugeNumbers
  case longStrings
  case wrongGzip, endlessBody, hugeHeader, endlessHeader, badHTTP, badChunk, hugeLength, halfReply
  case oneBytePerSecond, replyLate, noAnswer, hangUp, reset, status500, status404, emptyReply
  case acceptAll, rejectAll, overloaded, dupAll, wrongEventID, acceptedTooMany, acceptedNegative
  case acceptsNone, missingResult, wrongResultType, wrongPayTo, wrongTarget, escapesInError,
    longError

  public enum Kind: Sendable {
    /// The text of config.json or of a block info.
    case document
    /// The way in which a reply is sent; `--fault-at` says which replies.
    case transport
    /// What a handler says about a batch.
    case verdict
  }

  /// The word behind `--fault`.
  public var name: StaticString { description.name }
  /// One line for people.
  public var explanation: StaticString { description.explanation }

  public var kind: Kind { isDocument ? .document : isTransport ? .transport : .verdict }

  public static func named(_ name: [UInt8]) -> Fault? {
    allCases.first { Text($0.name).bytes == name }
  }
}

/// Which replies a transport fault spoils.
public enum FaultPlace: UInt8, CaseIterable, Sendable {
  case all, config, blockInfo, submit

  public var name: StaticString {
    switch self {
    case .all: "all"
    case .config: "config"
    case .blockInfo: "blkinfo"
    case .submit: "submit"
    }
  }

  public static func named(_ name: [UInt8]) -> FaultPlace? {
    allCases.first { Text($0.name).bytes == name }
  }

  func covers(_ place: FaultPlace) -> Bool { self == .all || self == place }
}

/// A fault, where it shows, and when.
public struct FaultPlan: Equatable, Sendable {
  public var fault: Fault
  public var place = FaultPlace.all
  /// After the start of the pool.
  public var after = Interval.zero
  /// Nil: until the end.
  public var duration: Interval?
  /// What redirects to another port and handlers elsewhere point to.
  public var target: [UInt8] = Text("http://127.0.0.1:1").bytes
  /// What redirects and addresses inside the house point to.
  public var privateTarget: [UInt8] = Text("http://10.77.0.1:80").bytes

  public init(_ fault: Fault) { self.fault = fault }

  /// The fault if it shows at `uptime`.
  func fault(at uptime: Interval) -> Fault? {
    guard uptime >= after else { return nil }
    guard let duration else { return fault }
    return uptime.microseconds - after.microseconds < duration.microseconds ? fault : nil
  }
}
