public import EdgeTypes

/// `edgepoint status --watch`: the status text redrawn in place, with the rate's recent course.
///
/// Pure: bytes for the terminal come out, documents go in. On anything but a terminal it prints
/// one plain line whenever what it says has changed.
public struct WatchView: Sendable {
  private static let shown = 60
  private let style: StatusStyle
  private let isTerminal: Bool
  private var rates: [UInt64] = []
  private var drawnLines = 0
  private var lastLine = Text()

  public init(style: StatusStyle, isTerminal: Bool) {
    (self.style, self.isTerminal) = (style, isTerminal)
  }

  /// What to write for `document`; `rows` is the terminal's height.
  public mutating func draw(_ document: StatusDocument, rows: Int) -> Text {
    rates.append(document.miner.hashesPerSecond)
    if rates.count > Self.shown { rates.removeFirst() }
    return isTerminal ? redraw(document, rows: max(4, rows)) : plainLine(document)
  }

  /// Hides the cursor, which would jump about.
  public var opening: Text { isTerminal ? "\u{1B}[?25l" : "" }
  /// Undoes `opening`; the last picture stays.
  public var closing: Text { isTerminal ? "\u{1B}[?25h\u{1B}[0m" : "" }

  private mutating func redraw(_ document: StatusDocument, rows: Int) -> Text {
    var lines = document.lines(style)
    lines.insert(rateLine, at: 2)
    lines += [Text(), style.faint("every second; Ctrl-C ends")]
    if lines.count > rows - 1 { lines = Array(lines.prefix(rows - 1)) }
    var text = Text()
    if drawnLines > 0 { text.append("\u{1B}[\(drawnLines)A\r") }
    for line in lines { text.append("\(line)\u{1B}[K\n") }
    text.append("\u{1B}[J")
    drawnLines = lines.count
    return text
  }

  private var rateLine: Text {
    var line = Text()
    line.append(left: "rate", width: 9)
    line.append("\(Sparkline.draw(rates, unicode: style.unicode)) ")
    line.append("\(Figures.compact(rates.last ?? 0))/s")
    return line
  }

  private mutating func plainLine(_ document: StatusDocument) -> Text {
    let miner = document.miner
    var line: Text = "\(miner.reason?.code ?? miner.activity.code)"
    line.append(" hashes_per_second=\(miner.hashesPerSecond) queued_bytes=\(miner.queuedBytes)")
    line.append(" upload_bits_per_second=\(miner.uploadRate.bitsPerSecond)")
    if let heat = document.system.milliCelsius { line.append(" millicelsius=\(heat)") }
    for pool in miner.pools {
      line.append(
        " \(printable(pool.counters.url, width: 80)): \(pool.state.code)"
          + " accepted=\(pool.counters.accepted) rejected=\(pool.counters.rejected)"
          + " overloaded=\(pool.counters.overloaded) lost=\(pool.counters.lost)"
          + " unsent=\(pool.counters.unsent)")
    }
    guard line != lastLine else { return Text() }
    lastLine = line
    return "\(line)\n"
  }
}

/// A row of bars, the highest as high as the line.
enum Sparkline {
  private static let ascii: [StaticString] = ["_", ".", ":", "-", "=", "+", "*", "#"]
  private static let blocks: [StaticString] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  static func draw(_ values: [UInt64], unicode: Bool) -> Text {
    let highest = max(1, values.max() ?? 1)
    var text = Text()
    for value in values {
      // Divided first where the product could overflow.
      let level = highest > 1 << 32 ? value / (highest / 7) : value * 7 / highest
      text.append((unicode ? blocks : ascii)[Int(min(level, 7))])
    }
    return text
  }
}
