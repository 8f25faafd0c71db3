internal import EdgeTypes

/// The JSON documents of a pool's master (packetcrypt.md sections 14.1 and 14.2), every member.
enum PoolDocuments {
  static func config(
    _ settings: LocalPoolSettings, tip: SyntheticBlock, handlers: [[UInt8]]
  ) -> RawJSONObject {
    var config = RawJSONObject()
    config.set("tipHash", string: displayed(tip.hash))
    config.set("currentHeight", number: tip.height &+ 1)
    config.set("masterUrl", string: settings.baseURL)
    config.set("submitAnnUrls", RawJSONObject.array(handlers.map { RawJSONObject.quoted($0) }))
    config.set("downloadAnnUrls", RawJSONObject.array([]))
    config.set("submitBlockUrls", RawJSONObject.array([]))
    config.set("paymakerUrl", string: settings.baseURL + Text("/paymaker").bytes)
    config.set("version", number: 3)
    config.set("softVersion", number: 1)
    config.set("annVersions", RawJSONObject.array(["1"]))
    config.set("mineOldAnns", number: settings.mineOld)
    config.set("annTarget", number: settings.target)
    config.set("blkinfoUrl", string: settings.baseURL)
    return config
  }

  /// The `header` member of a block info document.
  static func header(of block: SyntheticBlock) -> RawJSONObject {
    var header = RawJSONObject()
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

  static func blockInfo(header: RawJSONObject, signingKey: [UInt8]?) -> RawJSONObject {
    var info = RawJSONObject()
    info.set("header", header.text)
    info.set("sigKey", signingKey.map { RawJSONObject.quoted(Hex.encode($0)) } ?? "null")
    return info
  }

  /// Display order: the bytes reversed, in hexadecimal.
  static func displayed(_ hash: [UInt8]) -> [UInt8] { Hex.encode(hash.reversed()) }
}
