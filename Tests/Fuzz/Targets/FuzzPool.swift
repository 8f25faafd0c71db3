import EdgeControl
import EdgeTypes

/// What a pool answers: the first byte chooses the document.
func fuzzPool(_ bytes: [UInt8]) {
  guard let choice = bytes.first, let master = HTTPURL(Array("http://pool.example".utf8), .pool)
  else {
    return
  }
  let body = Array(bytes.dropFirst())
  let rule = DestinationRule(master: master)
  do throws(PoolProtocolError) {
    switch choice % 5 {
    case 0: check(try PoolConfig(decoding: body, rule: rule), rule)
    case 1: require(try BlockInfo(decoding: body).hash.count == 32, "a whole hash")
    case 2: _ = try UploadReply(decoding: body).isOverloaded
    case 3:
      let interval = CacheControl.pollInterval(body)
      require((Interval.seconds(2)...Interval.seconds(60)).contains(interval), "a polite interval")
    default: checkURL(body, from: master, rule)
    }
  } catch {
    require(!error.text.bytes.isEmpty, "a reason")
  }
}

private func check(_ config: PoolConfig, _ rule: DestinationRule) {
  require(config.handlers.count <= PoolConfig.maximumHandlers, "a bounded list of handlers")
  for case .usable(let url) in config.handlers {
    require(rule.allows(url) && !url.isSecure, "a permitted handler")
  }
  if let base = config.blockInfoBase { require(rule.allows(base), "a permitted base") }
  _ = config.obstacle
}

private func checkURL(_ text: [UInt8], from master: HTTPURL, _ rule: DestinationRule) {
  guard let url = HTTPURL(text, .pool) ?? master.resolving(location: text, .pool) else { return }
  require(!url.host.isEmpty && url.target.first == 0x2F, "a host and a path")
  require(url.bytes.allSatisfy { (0x21...0x7E).contains($0) }, "a printable URL")
  if let address = url.address, rule.allows(url) {
    require(rule.allows(url, at: address), "one opinion of an address")
  }
}
