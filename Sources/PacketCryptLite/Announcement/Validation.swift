extension Announcement {
  /// Checks everything that section 13 asks; the first rule that fails decides.
  ///
  /// Recomputes the four items and the program of each table, which takes about a millisecond, so it
  /// needs no table. Cheap refusals come first.
  ///
  /// - Parameter parentHash: 32 bytes in internal order (what people see, reversed).
  public func check(parentHash: [UInt8]) -> AnnouncementCheck {
    let header = header
    guard header.version != 0 else { return AnnouncementCheck(.unsupported) }
    guard parentHash.count == 32 else { return AnnouncementCheck(.invalidItem4) }
    guard header.workBits.isValid, let limit = header.workBits.softNonceLimit else {
      return AnnouncementCheck(.insufficientWork)
    }
    guard header.softNonce <= limit else { return AnnouncementCheck(.softNonceHigh) }
    let first = JobHashes.first(header: header, parentHash: parentHash)
    let state = CryptoCycle()
    guard let item = mixItems(of: header, first: first, into: state) else {
      return AnnouncementCheck(.invalid)
    }
    return check(state: state, itemNumber: item, first: first)
  }

  /// Mixes the four items of table 2 into `state`; the number of the last one, or nil if a program
  /// or an item cannot be made.
  private func mixItems(
    of header: AnnouncementHeader, first: [UInt8], into state: borrowing CryptoCycle
  ) -> UInt64? {
    let seed = JobHashes.tableTwoSeed(root: root, first: first)
    guard let program = Program(seed: Array(seed[..<32])) else { return nil }
    let itemSeed = Array(seed[32...])
    var number: UInt64 = 0
    state.initialise(
      seed: Array(JobHashes.second(header: header, root: root)[..<32]),
      nonce: UInt64(header.softNonce))
    for _ in 0..<4 {
      number = state.itemNumber(of: 8192)
      guard let item = makeItem(number: number, itemSeed: itemSeed, program: program) else {
        return nil
      }
      item.withUnsafeBytes { _ = state.update($0) }
    }
    state.finish()
    return number
  }

  /// Steps 7 to 10: tail, branch, work.
  private func check(
    state: borrowing CryptoCycle, itemNumber: UInt64, first: [UInt8]
  ) -> AnnouncementCheck {
    let hash = Array(state.bytes[..<32])
    let clear = decrypted(state: state.bytes)
    guard clear.bytes[Announcement.tail].allSatisfy({ $0 == 0 }) else {
      return AnnouncementCheck(.invalidItem4, workHash: hash)
    }
    guard let program = Program(seed: Array(first[..<32])),
      let item = makeItem(number: itemNumber, itemSeed: Array(first[32...]), program: program),
      MerkleBranch.leads(
        from: Blake2b.hash64(item), number: itemNumber, siblings: clear.bytes[Announcement.branch],
        to: root)
    else { return AnnouncementCheck(.invalid, workHash: hash) }
    guard header.workBits.isMet(by: hash) else {
      return AnnouncementCheck(.insufficientWork, workHash: hash)
    }
    return AnnouncementCheck(.ok, workHash: hash)
  }
}
