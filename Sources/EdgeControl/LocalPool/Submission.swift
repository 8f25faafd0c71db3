internal import EdgeTypes

/// The headers of an upload (packetcrypt.md sections 14.8 and 15.2).
struct SubmissionHeaders: Equatable {
  let version: UInt32
  let workNumber: Int32
  let payTo: [UInt8]

  init(version: UInt32, workNumber: Int32, payTo: [UInt8]) {
    (self.version, self.workNumber, self.payTo) = (version, workNumber, payTo)
  }

  /// Says in plain text which header is missing or cannot be read.
  static func read(from request: PoolRequest) -> Result<SubmissionHeaders, HeaderProblem> {
    guard let version = request.header("x-pc-sver").flatMap(decimal).flatMap(UInt32.init(exactly:))
    else { return .failure(HeaderProblem(text: "missing or bad header x-pc-sver")) }
    guard
      let number = request.header("x-pc-worknum").flatMap(decimal).flatMap(Int32.init(exactly:))
    else { return .failure(HeaderProblem(text: "missing or bad header x-pc-worknum")) }
    guard let payTo = request.header("x-pc-payto") else {
      return .failure(HeaderProblem(text: "missing or bad header x-pc-payto"))
    }
    return .success(SubmissionHeaders(version: version, workNumber: number, payTo: payTo))
  }

  struct HeaderProblem: Error { let text: Text }

  private static func decimal(_ text: [UInt8]) -> Int64? {
    let negative = text.first == 0x2D
    let digits = text.dropFirst(negative ? 1 : 0)
    return UInt64(decimalDigits: digits, atMost: 10).map { negative ? -Int64($0) : Int64($0) }
  }
}

/// A batch on its way through the checks, one announcement at a time.
struct Submission {
  let id: UInt64
  let handler: Int
  let headers: SubmissionHeaders
  let body: [UInt8]
  /// Announcements that have passed.
  private(set) var passed = 0
  private(set) var hashes: [UInt64] = []
  private(set) var unsigned: UInt32 = 0
  private(set) var greatestBits: UInt32 = 0

  init(id: UInt64, handler: Int, headers: SubmissionHeaders, body: [UInt8]) {
    (self.id, self.handler, self.headers, self.body) = (id, handler, headers, body)
  }

  var wantedHeight: Int64 { Int64(headers.workNumber) - 1 }
  var count: Int { body.count / AnnouncementFields.size }
  var isComplete: Bool { passed >= count }

  /// The checks on the batch as a whole (section 15.3).
  func refusal(by slot: HandlerSlot) -> Refusal? {
    if slot.parentHash == nil || slot.parentHeight < 1 { return .serverNotReady }
    if slot.parentHeight != wantedHeight {
      return .heightOutOfRange(expected: slot.parentHeight, got: wantedHeight)
    }
    if headers.payTo.isEmpty || !headers.payTo.allSatisfy(ASCII.isLetterOrDigit) {
      return .invalidPayTo(headers.payTo)
    }
    if headers.payTo.count > 63 { return .payToTooLong }
    return body.count % AnnouncementFields.size == 0 ? nil : .unevenSize
  }

  /// Checks the next announcement (section 15.4); nil lets it pass.
  mutating func checkNext(_ slot: HandlerSlot, _ functions: PoolFunctions) -> Refusal? {
    let start = passed * AnnouncementFields.size
    guard !isComplete, let parentHash = slot.parentHash else { return .heightMoved }
    let announcement = Array(body[start..<start + AnnouncementFields.size])
    guard let fields = AnnouncementFields(announcement) else { return .unevenSize }
    let hash = dedupHash(announcement, functions)
    if let refusal = refusal(of: fields, hash: hash, slot) { return refusal }
    let verdict = functions.check(announcement, parentHash)
    guard verdict == .ok else { return .invalid(verdict) }
    passed += 1
    hashes.append(hash)
    if fields.signingKey == nil { unsigned += 1 }
    greatestBits = max(greatestBits, fields.workBits)
    return nil
  }

  private func refusal(
    of fields: AnnouncementFields, hash: UInt64, _ slot: HandlerSlot
  ) -> Refusal? {
    if let key = fields.signingKey, key != slot.signingKey {
      return slot.signingKey == nil ? .unexpectedSignature : .wrongSigningKey
    }
    if Int64(fields.parentHeight) != slot.parentHeight {
      return .wrongParentHeight(want: slot.parentHeight, got: Int64(fields.parentHeight))
    }
    if fields.workBits > slot.minimumWork { return .notEnoughWork }
    if hash == 0 || hash == .max { return .zeroOrFullHash }
    if !belongsHere(fields, hash: hash, slot) { return .submitElsewhere }
    return fields.version == slot.version ? nil : .unsupportedVersion
  }

  /// Rule 5: by dedup hash for protocol 1, by hard nonce from protocol 2 on.
  private func belongsHere(_ fields: AnnouncementFields, hash: UInt64, _ slot: HandlerSlot) -> Bool
  {
    let count = UInt64(max(1, slot.count))
    let number = headers.version < 2 ? hash : UInt64(fields.hardNonce)
    return fields.hasContentHash == (headers.version >= 2)
      && number % count == UInt64(slot.position)
  }

  private func dedupHash(_ announcement: [UInt8], _ functions: PoolFunctions) -> UInt64 {
    var reader = ByteReader(functions.hash32(announcement))
    return reader.readInteger(UInt64.self) ?? 0
  }
}
