internal import EdgeTypes

extension StatusDocument {
  private static let columns: [(StaticString, Int)] = [
    ("accepted", 9), ("rejected", 9), ("overload", 9), ("lost", 7), ("unsent", 7), ("good", 6),
  ]

  /// One line a pool and, below it, its last error; 79 columns.
  func poolLines(_ style: StatusStyle) -> [Text] {
    var head = Text()
    head.append(left: "pool", width: 21)
    head.append(left: "state", width: 11)
    for (name, width) in Self.columns { head.append(right: Text(name), width: width) }
    var lines = [style.faint(head)]
    for pool in miner.pools {
      lines.append(pool.line(style, widths: Self.columns.map { $0.1 }))
      if !pool.lastError.isEmpty {
        lines.append("  \(style.bad("last error:")) \(printable(pool.lastError, width: 64))")
      }
    }
    return lines
  }
}

extension PoolStatus {
  fileprivate func line(_ style: StatusStyle, widths: [Int]) -> Text {
    var line = Text()
    line.append(left: printable(counters.shortURL, width: 20), width: 21)
    var stateText = Text()
    stateText.append(left: Text(state.text), width: 11)
    line.append(state == .working ? style.good(stateText) : style.careful(stateText))
    let counts = [
      counters.accepted, counters.rejected, counters.overloaded, counters.lost, counters.unsent,
    ]
    for (count, width) in zip(counts, widths) {
      line.append(right: Figures.compact(count), width: width)
    }
    line.append(right: goodPercent.map { "\($0) %" } ?? "-", width: widths.last ?? 6)
    return line
  }
}

extension PoolCounters {
  /// Without the scheme that all of them share.
  fileprivate var shortURL: [UInt8] {
    let scheme = Text("http://").bytes
    return url.starts(with: scheme) ? Array(url.dropFirst(scheme.count)) : url
  }
}
