internal import EdgeTypes

/// The master: config.json and block info.
extension LocalPool {
  /// The reply of the master, or what a handler would say to a batch without fault.
  mutating func goodReply(
    _ place: FaultPlace, _ request: PoolRequest, _ path: [UInt8], _ view: View, _ now: UInt64
  ) -> PoolDocument {
    switch place {
    case .config: return config(request, path, view, now)
    case .blockInfo: return blockInfo(path, view, now)
    case .submit, .all: return HandlerReply.good(draft(request, now).members.text)
    }
  }

  private mutating func config(
    _ request: PoolRequest, _ path: [UInt8], _ view: View, _ now: UInt64
  ) -> PoolDocument {
    guard Text(path) == "/config.json" else { return .plain(status: 404, "nothing is here") }
    var urls: [[UInt8]] = []
    for index in 0..<view.handlerCount {
      urls.append(settings.baseURL + submitPath(index, moved: view.fault == .handlerMoves))
    }
    var config = PoolDocuments.config(settings, tip: view.tip, handlers: urls)
    if let fault = view.fault, fault.kind == .document, let plan = settings.faultPlan {
      FaultyDocuments.inject(&config, fault, view.tip)
      FaultyDocuments.redirectAddresses(&config, plan)
      statistics.countSpoiled(at: now)
    }
    let document = PoolDocument(json: config.text)
    return cached(document, request, seconds: min(8, max(1, settings.blockSeconds / 2)))
  }

  /// Adds the cache headers; 304 for a client that has this very document.
  private mutating func cached(
    _ document: PoolDocument, _ request: PoolRequest, seconds: UInt32
  ) -> PoolDocument {
    let tag: Text = "\"\(Hex.encode(functions.hash32(document.body).prefix(8)))\""
    let life: Text = "max-age=\(seconds) stale-while-revalidate=2"
    var reply = document
    if let known = request.header("if-none-match"), Text(known) == tag {
      statistics.notModified &+= 1
      reply = PoolDocument(status: 304, body: [])
    }
    return reply.with("cache-control", life).with("etag", tag)
  }

  private mutating func blockInfo(_ path: [UInt8], _ view: View, _ now: UInt64) -> PoolDocument {
    let (start, end) = (Text("/blkinfo_").bytes.count, Text(".json").bytes)
    let missing = PoolDocument.plain(status: 404, "no such block")
    guard path.count == start + 64 + end.count, path.suffix(end.count).elementsEqual(end),
      let hash = Hex.decode(path[start..<start + 64]),
      let block = chain.block(hash: hash.reversed(), top: view.trueTip, depth: 200)
    else { return missing }
    var header = PoolDocuments.header(of: block)
    var info = PoolDocuments.blockInfo(header: header, signingKey: block.signingKey)
    if let fault = view.fault, fault.kind == .document {
      if fault == .missingBlock { return missing }
      FaultyDocuments.inject(&header, block, fault, tip: view.tip)
      info.set("header", header.text)
      if fault == .badSigningKey { info.set("sigKey", "\"not hexadecimal\"") }
    }
    return PoolDocument(json: info.text).with("cache-control", "max-age=31536000, immutable")
  }

  private func submitPath(_ index: Int, moved: Bool) -> [UInt8] {
    var path: Text = index == 0 ? "/submit" : "/submit\(index)"
    if moved { path.append(".g\(polls)" as Text) }
    return path.bytes
  }

  /// The handler that listens at `path`.
  func handler(at path: [UInt8], _ view: View) -> Int? {
    for index in 0..<view.handlerCount
    where path == submitPath(index, moved: view.fault == .handlerMoves) { return index }
    return nil
  }
}
