internal import EdgeTypes

/// What only the whole file can show: whether the parts of the line fit into the line.
extension ConfigDecoder {
  mutating func checkLine() {
    checkCeilings()
    checkGuarantees()
    if let limit = config.miner.uploadLimit, let upload = config.wan.upload, limit > upload,
      let word = uploadLimitWord
    {
      problems.add(
        .warning, at: word, "upload_limit is more than the line's upload, and limits nothing",
        expected: "less than the upload of section wan")
    }
  }

  private mutating func checkCeilings() {
    for (word, share, ceiling) in guarantees {
      guard let ceiling, isAbove(share, ceiling) else { continue }
      problems.add(
        .error, at: word, "the guarantee is above the ceiling of the same class",
        expected: "a guarantee of at most the ceiling")
    }
  }

  private func isAbove(_ left: Share, _ right: Share) -> Bool {
    if case .percent(let left) = left, case .percent(let right) = right { return left > right }
    guard let left = rate(left, of: config.wan.upload),
      let right = rate(right, of: config.wan.upload)
    else { return false }  // A rate and a percentage of a line that nobody stated.
    return left > right
  }

  private func rate(_ share: Share, of line: BitRate?) -> UInt64? {
    switch share {
    case .rate(let rate): rate.bitsPerSecond
    case .percent(let percent): line.map { $0.bitsPerSecond / 100 * UInt64(percent) }
    }
  }

  /// The classes' guarantees must all hold at once, upwards and downwards.
  private mutating func checkGuarantees() {
    guard let last = guarantees.last else { return }
    let percents = guarantees.reduce(0) { sum, item in
      if case .percent(let percent) = item.share { sum + percent } else { sum }
    }
    if percents > 100 {
      problems.add(
        .error, at: last.word, "the guarantees add up to \(percents)% of the line",
        expected: "at most 100% over all classes")
      return
    }
    let lines: [(rate: BitRate?, name: StaticString)] = [
      (config.wan.upload, "upload"), (config.wan.download, "download"),
    ]
    for line in lines {
      guard let capacity = line.rate else { continue }
      let sum = guarantees.reduce(UInt64(0)) { sum, item in
        sum &+ min(rate(item.share, of: capacity) ?? 0, 1 << 50)
      }
      guard sum > capacity.bitsPerSecond else { continue }
      problems.add(
        .error, at: last.word,
        "the guarantees add up to \(sum / 1000) kbit/s, more than the \(line.name) of the line",
        expected: "at most \(capacity.bitsPerSecond / 1000) kbit/s over all classes")
      return
    }
  }
}
