internal import EdgeTypes
internal import UCI

/// What only the whole file can show: whether the parts of the line fit into the line.
extension ConfigDecoder {
  mutating func checkLine() {
    checkCeilings()
    if checkGuarantees() { checkLeases() }
    if let limit = config.miner.uploadLimit, let upload = config.wan.upload, limit > upload,
      let word = uploadLimitWord
    {
      problems.add(
        .warning, at: word, "upload_limit is more than the line's upload, and limits nothing",
        expected: "less than the upload of section wan")
    }
  }

  private mutating func checkCeilings() {
    for given in guarantees + leaseGuarantees {
      guard let share = given.share, let ceiling = given.ceiling, isAbove(share, ceiling) else {
        continue
      }
      problems.add(
        .error, at: given.word, "the guarantee is above the ceiling of the same class",
        expected: "a guarantee of at most the ceiling")
    }
  }

  private func isAbove(_ left: Share, _ right: Share) -> Bool {
    if case .percent(let left) = left, case .percent(let right) = right { return left > right }
    guard let left = rate(left, of: config.wan.upload),
      let right = rate(right, of: config.wan.upload)
    else { return false }  // A rate and a percentage of a line whose rate is not stated.
    return left > right
  }

  private func rate(_ share: Share, of line: BitRate?) -> UInt64? {
    switch share {
    case .rate(let rate): rate.bitsPerSecond
    case .percent(let percent): line.map { $0.bitsPerSecond / 100 * UInt64(percent) }
    }
  }

  private var lines: [(rate: BitRate?, name: StaticString)] {
    [(config.wan.upload, "upload"), (config.wan.download, "download")]
  }

  /// The classes' guarantees must all hold at once, upwards and downwards.
  private mutating func checkGuarantees() -> Bool {
    guard let last = guarantees.last else { return true }
    let percents = guarantees.reduce(0) { $0 + percent($1.share) }
    if percents > 100 {
      problems.add(
        .error, at: last.word, "the guarantees add up to \(percents)% of the line",
        expected: "at most 100% over all classes")
      return false
    }
    for line in lines {
      guard let capacity = line.rate else { continue }
      let sum = guarantees.reduce(UInt64(0)) { $0 &+ guaranteed($1.share, capacity) }
      guard sum > capacity.bitsPerSecond else { continue }
      problems.add(
        .error, at: last.word,
        "the guarantees add up to \(sum / 1000) kbit/s, more than the \(line.name) of the line",
        expected: "at most \(capacity.bitsPerSecond / 1000) kbit/s over all classes")
      return false
    }
    return true
  }

  private func percent(_ share: Share?) -> Int {
    if case .percent(let percent)? = share { percent } else { 0 }
  }

  private func guaranteed(_ share: Share?, _ line: BitRate) -> UInt64 {
    min(share.flatMap { rate($0, of: line) } ?? 0, 1 << 50)
  }

  /// The leases live on what the owner's and the miner's guarantees leave, and below the guests'
  /// ceiling. The first that does not fit is named.
  private mutating func checkLeases() {
    let taken = guarantees.reduce(0) {
      $0 + ($1.trafficClass == .guest ? 0 : percent($1.share))
    }
    var percents = taken
    for lease in leaseGuarantees {
      percents += percent(lease.share)
      guard percents > 100 else { continue }
      problems.add(
        .error, at: lease.word,
        "with this lease the guarantees add up to \(percents)% of the line: over-subscribed",
        expected: "at most 100% over all leases and the other classes")
      return
    }
    for line in lines {
      if let capacity = line.rate, !leasesFit(capacity, line.name) { return }
    }
  }

  private mutating func leasesFit(_ capacity: BitRate, _ name: StaticString) -> Bool {
    let taken = guarantees.reduce(UInt64(0)) {
      $0 &+ ($1.trafficClass == .guest ? 0 : guaranteed($1.share, capacity))
    }
    let room = capacity.bitsPerSecond &- min(taken, capacity.bitsPerSecond)
    let guests = config.classes.first { $0.trafficClass == .guest }
    let ceiling = guests?.ceiling.flatMap { rate($0, of: capacity) }
    let most = min(room, ceiling ?? room)
    var sum: UInt64 = 0
    for lease in leaseGuarantees where lease.share != nil {
      let left = most &- sum
      sum &+= guaranteed(lease.share, capacity)
      guard sum > most else { continue }
      let over: Text =
        most < room
        ? "the ceiling of all guests" : "what the \(name) of the line has for guests"
      problems.add(
        .error, at: lease.word,
        "with this lease the leases' guarantees add up to \(sum / 1000) kbit/s, more than \(over)",
        expected: "at most \(left / 1000) kbit/s here: guests have \(most / 1000) kbit/s")
      return false
    }
    return true
  }
}
