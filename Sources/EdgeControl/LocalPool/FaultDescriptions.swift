extension Fault {
  struct Description {
    let name: StaticString
    let explanation: StaticString

    init(_ name: StaticString, _ explanation: StaticString) {
      (self.name, self.explanation) = (name, explanation)
    }
  }

  var description: Description {
    documentDescription ?? addressDescription ?? nonsenseDescription ?? redirectDescription
      ?? wireDescription ?? verdictDescription
  }

  var isTransport: Bool {
    nonsenseDescription != nil || redirectDescription != nil || wireDescription != nil
  }

  var isDocument: Bool { documentDescription != nil || addressDescription != nil }

  private var documentDescription: Description? {
    switch self {
    case .negativeHeight: .init("negative-height", "config.json has currentHeight -5")
    case .heightJump: .init("height-jump", "currentHeight is 1,000,000 above the true one")
    case .heightRollback: .init("height-rollback", "the chain falls back by 100 blocks")
    case .nullTip: .init("null-tip", "tipHash is null")
    case .staleTip: .init("stale-tip", "the tip never moves again")
    case .tipStorm: .init("tip-storm", "every poll shows another chain of the same height")
    case .shortHash: .init("short-hash", "tipHash has four digits")
    case .pathHash: .init("path-hash", "tipHash is ../../stats.json and not hexadecimal")
    case .hashCycle: .init("hash-cycle", "every block names itself as its previous block")
    case .heightCycle: .init("height-cycle", "every block info claims the height of the tip")
    case .wrongBlock: .init("wrong-block", "block info of another block than the one asked for")
    case .missingBlock: .init("missing-block", "every block info is 404")
    case .wrongBlockTypes: .init("wrong-block-types", "block info with members of wrong types")
    case .badSigningKey: .init("bad-signing-key", "sigKey is not hexadecimal")
    case .targetZero: .init("target-zero", "annTarget is 0")
    case .hugeTarget: .init("huge-target", "annTarget is 4294967295")
    case .signTarget: .init("sign-target", "annTarget has the sign bit set")
    case .targetMissing: .init("target-missing", "config.json has no annTarget")
    case .foreignVersion: .init("foreign-version", "only announcement version 2 is accepted")
    case .hugeMineOld: .init("huge-mine-old", "mineOldAnns is 4294967295")
    default: nil
    }
  }

  private var addressDescription: Description? {
    switch self {
    case .noHandlers: .init("no-handlers", "submitAnnUrls is empty")
    case .handlers500: .init("handlers-500", "submitAnnUrls has 500 entries")
    case .handlerInvalidHost: .init("handler-invalid-host", "the handler's host is 'invalid'")
    case .handlerMoves: .init("handler-moves", "each config.json names another handler path")
    case .handlerBadURL: .init("handler-bad-url", "submitAnnUrls has text that is no URL")
    case .handlerFile: .init("handler-file", "the handler is file:///etc/passwd")
    case .handlerPrivate: .init("handler-private", "the handler is in the guest net")
    case .handlerLoopback: .init("handler-loopback", "the handler is on 127.0.0.1")
    case .httpsHandler: .init("https-handler", "the handler wants TLS")
    case .blockInfoPrivate: .init("blkinfo-private", "blkinfoUrl is in the guest net")
    default: nil
    }
  }

  private var nonsenseDescription: Description? {
    switch self {
    case .nonJSON: .init("non-json", "the reply is a page for people")
    case .truncatedJSON: .init("json-truncated", "the JSON ends in the middle")
    case .deepJSON: .init("json-deep", "10,000 arrays inside one another")
    case .hugeJSON: .init("json-100mb", "the JSON is 100 MB long")
    case .badText: .init("bad-text", "strings with NUL and bytes that are no UTF-8")
    case .wrongTypes: .init("wrong-types", "each member has a wrong type")
    case .missingMembers: .init("missing-members", "the JSON is {}")
    case .hugeNumbers: .init("huge-numbers", "each number is 1e999 or has 400 digits")
    case .longStrings: .init("long-strings", "strings of 60,000 characters")
    default: nil
    }
  }

  private var redirectDescription: Description? {
    switch self {
    case .redirectLoop: .init("redirect-loop", "302 to the same address")
    case .redirectChain: .init("redirect-chain", "302 to a new address, without end")
    case .redirectFile: .init("redirect-file", "302 to file:///etc/passwd")
    case .redirectLoopback: .init("redirect-loopback", "302 to 127.0.0.1, see --fault-target")
    case .redirectPrivate: .init("redirect-private", "302 into the guest net")
    case .redirectTLS: .init("redirect-https", "302 to the same address with https")
    default: nil
    }
  }

  private var wireDescription: Description? {
    switch self {
    case .wrongGzip: .init("wrong-gzip", "content-encoding gzip in front of garbage")
    case .endlessBody: .init("endless-body", "a body that never ends")
    case .hugeHeader: .init("huge-header", "a reply header of 1 MB")
    case .endlessHeader: .init("endless-header", "reply headers that never end")
    case .badHTTP: .init("bad-http", "the reply is not HTTP")
    case .badChunk: .init("bad-chunk", "a chunk with an impossible length")
    case .hugeLength: .init("huge-length", "content-length 18446744073709551615")
    case .halfReply: .init("half-reply", "closes the connection in the middle of the reply")
    case .oneBytePerSecond: .init("one-byte-per-second", "sends one byte a second")
    case .replyLate: .init("reply-late", "answers 45 seconds later")
    case .noAnswer: .init("no-answer", "accepts the connection and says nothing")
    case .hangUp: .init("hang-up", "closes the connection without a reply")
    case .reset: .init("reset", "resets the connection")
    case .status500: .init("status-500", "answers 500")
    case .status404: .init("status-404", "answers 404")
    case .emptyReply: .init("empty-reply", "answers 200 with nothing in it")
    default: nil
    }
  }

  private var verdictDescription: Description {
    switch self {
    case .acceptAll: .init("accept-all", "accepts whatever it gets, unchecked")
    case .rejectAll: .init("reject-all", "refuses every batch with a valid-looking reason")
    case .overloaded: .init("overloaded", "says overloaded to every batch")
    case .dupAll: .init("dup-all", "calls every announcement a duplicate")
    case .wrongEventID: .init("wrong-event-id", "eventId is of another batch")
    case .acceptedTooMany: .init("accepted-too-many", "accepts 4,000,000,000 of each batch")
    case .acceptedNegative: .init("accepted-negative", "accepts -1 of each batch")
    case .acceptsNone: .init("accepts-none", "a good result with nothing accepted")
    case .missingResult: .init("missing-result", "neither a result nor an error")
    case .wrongResultType: .init("wrong-result-type", "the result is a string")
    case .wrongPayTo: .init("wrong-payto", "the result names another payee")
    case .wrongTarget: .init("wrong-target", "the result's numbers are strings")
    case .escapesInError: .init("escapes-in-error", "the error holds line ends and escape codes")
    default: .init("long-error", "the error has 100,000 characters")
    }
  }
}
