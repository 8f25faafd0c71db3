internal import EdgeTypes

/// Nonsense in the members of config.json and block info.
enum FaultyDocuments {
  static func inject(_ config: inout RawJSONObject, _ fault: Fault, _ tip: SyntheticBlock) {
    switch fault {
    case .negativeHeight: config.set("currentHeight", number: -5)
    case .heightJump: config.set("currentHeight", number: UInt64(tip.height) + 1_000_001)
    case .nullTip: config.set("tipHash", "null")
    case .shortHash: config.set("tipHash", "\"abcd\"")
    case .pathHash: config.set("tipHash", "\"../../stats.json\"")
    case .targetZero: config.set("annTarget", number: 0)
    case .hugeTarget: config.set("annTarget", number: UInt32.max)
    case .signTarget: config.set("annTarget", number: 0x2080_0001)
    case .targetMissing: config.remove("annTarget")
    case .foreignVersion: config.set("annVersions", "[2]")
    case .hugeMineOld: config.set("mineOldAnns", number: UInt32.max)
    default: break
    }
  }

  /// Other addresses than the pool's own.
  static func redirectAddresses(_ config: inout RawJSONObject, _ plan: FaultPlan) {
    switch plan.fault {
    case .noHandlers: config.set("submitAnnUrls", "[]")
    case .handlerInvalidHost: config.set("submitAnnUrls", "[\"http://invalid/submit\"]")
    case .handlerBadURL:
      config.set(
        "submitAnnUrls",
        "[\"\",\"submit\",\"http://\",\"http://[::1\",\"http://a:99999/x\",\"ftp://a/b\",\"//a\"]")
    case .handlerFile: config.set("submitAnnUrls", "[\"file:///etc/passwd\"]")
    case .handlerPrivate: setHandler(&config, plan.privateTarget + Text("/submit").bytes)
    case .handlerLoopback: setHandler(&config, plan.target + Text("/submit").bytes)
    case .httpsHandler: setHandler(&config, Text("https://pool.example/submit").bytes)
    case .blockInfoPrivate: config.set("blkinfoUrl", string: plan.privateTarget)
    default: break
    }
  }

  static func inject(
    _ header: inout RawJSONObject, _ block: SyntheticBlock, _ fault: Fault, tip: SyntheticBlock
  ) {
    switch fault {
    case .hashCycle:
      header.set("previousblockhash", string: PoolDocuments.displayed(block.hash))
    case .heightCycle: header.set("height", number: tip.height)
    case .wrongBlock:
      header.set("hash", string: PoolDocuments.displayed(block.merkleRoot))
      header.set("height", number: block.height &- 3)
    case .wrongBlockTypes:
      header.set("height", "\"high\"")
      header.set("hash", "[1,2]")
      header.set("previousblockhash", "{}")
    default: break
    }
  }

  private static func setHandler(_ config: inout RawJSONObject, _ url: [UInt8]) {
    config.set("submitAnnUrls", RawJSONObject.array([RawJSONObject.quoted(url)]))
  }
}
