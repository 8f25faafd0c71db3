internal import EdgeTypes

/// The JSON documents of a pool's master (packetcrypt.md sections 14.1 and 14.2), every member.
enum PoolDocuments {
  static func config(
    _ settings: LocalPoolSettings, tip: MadeUpBlock, handlers: [[UInt8]]
  ) -> JSONMembers {
    var config = JSONMembers()
    config.set("tipHash", string: displayed(tip.hash))
    config.set("currentHeight", number: tip.height &+ 1)
    config.set("masterUrl", string: settings.baseURL)
    config.set("submitAnnUrls", JSONMembers.array(handlers.map { JSONMembers.quoted($0) }))
    config.set("downloadAnnUrls", JSONMembers.array([]))
    config.set("submitBlockUrls", JSONMembers.array([]))
    config.set("paymakerUrl", string: settings.baseURL + Text("/paymaker").bytes)
    config.set("version", number: 3)
    config.set("softVersion", number: 1)
    config.set("annVersions", JSONMembers.array(["1"]))
    config.set("mineOldAnns", number: settings.mineOld)
    config.set("annTarget", number: settings.target)
    config.set("blkinfoUrl", string: settings.baseURL)
    return config
  }

  /// The `header` member of a block info document.
  static func header(of block: MadeUpBlock) -> JSONMembers {
    var header = JSONMembers()
    header.set("hash", string: displayed(block.hash))
    header.set("height", number: block.height)
    header.set("version", number: 0x2000_0000)
    header.set("versionHex", "\"20000000\"")
    header.set("merkleroot", string: displayed(block.merkleRoot))
    header.set("time", number: block.time)
    header.set("nonce", number: 0)
    header.set("bits", "\"1d00ffff\"")
    header.set("difficulty", "1.0")
    header.set("previousblockhash", string: displayed(block.previousHash))
    return header
  }

  static func blockInfo(header: JSONMembers, signingKey: [UInt8]?) -> JSONMembers {
    var info = JSONMembers()
    info.set("header", header.text)
    info.set("sigKey", signingKey.map { JSONMembers.quoted(Hex.encode($0)) } ?? "null")
    return info
  }

  /// Display order: the bytes reversed, in hexadecimal.
  static func displayed(_ hash: [UInt8]) -> [UInt8] { Hex.encode(hash.reversed()) }
}
