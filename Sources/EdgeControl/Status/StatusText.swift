public import EdgeTypes

/// What the reader's terminal can show.
public struct StatusStyle: Equatable, Sendable {
  public var color = false
  public var unicode = false
  public init(color: Bool = false, unicode: Bool = false) {
    (self.color, self.unicode) = (color, unicode)
  }

  /// `text` in an ANSI colour, or as it is.
  func paint(_ text: Text, _ code: StaticString) -> Text {
    color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
  func good(_ text: Text) -> Text { paint(text, "32") }
  func careful(_ text: Text) -> Text { paint(text, "33") }
  func bad(_ text: Text) -> Text { paint(text, "31") }
  func strong(_ text: Text) -> Text { paint(text, "1") }
  func faint(_ text: Text) -> Text { paint(text, "2") }
}

extension StatusDocument {
  /// `edgepoint status`: at most 80 columns, one line a subject, ends with a line feed.
  public func text(_ style: StatusStyle = StatusStyle()) -> Text {
    var text = Text()
    for line in lines(style) {
      text.append(line)
      text.append("\n")
    }
    return text
  }

  func lines(_ style: StatusStyle) -> [Text] {
    var lines = [
      style.strong("EdgePoint \(printable(version, width: 20))")
        + ", up \(Figures.time(uptimeSeconds)), LED: \(ledCode.label)", Text(),
    ]
    lines += miningLines(style)
    lines += machineLines(style)
    if !miner.pools.isEmpty { lines += [Text()] + poolLines(style) }
    return lines
  }

  private func miningLines(_ style: StatusStyle) -> [Text] {
    var lines: [Text] = []
    if let reason = miner.reason {
      lines.append(labelled("mining", style.careful("paused: \(reason.text) (\(reason.code))")))
      lines += wrapped("to do", Text(reason.remedy))
    } else {
      lines.append(labelled("mining", style.good(miner.activityText)))
    }
    if miner.tipHeight > 0 {
      let age = Figures.time(UInt64(miner.tipAgeSeconds))
      lines.append(labelled("tip", "\(miner.tipHeight), \(age) old"))
    }
    guard miner.enabled else { return lines }
    let limit = miner.uploadLimit.map { "of \(Figures.rate($0)) allowed" } ?? Text("no limit")
    lines.append(
      labelled(
        "upload",
        "\(Figures.rate(miner.uploadRate)), \(limit); \(Figures.size(miner.queuedBytes)) queued"))
    lines.append(
      labelled(
        "total",
        "\(Figures.grouped(miner.totals.announcementsFound)) found, "
          + "\(Figures.size(miner.totals.wireBytesSent)) sent, "
          + "\(Figures.compact(miner.totals.hashes)) hashes"))
    lines.append(labelled("process", miner.processText))
    return lines
  }

  private func machineLines(_ style: StatusStyle) -> [Text] {
    var lines: [Text] = []
    let device = wan.device.map { printable($0, width: 16) } ?? Text("no device configured")
    let state = wan.up ? Text("up") : style.bad("down")
    lines.append(labelled("WAN", "\(device), \(state)\(wan.metered ? ", metered" : "")"))
    lines += trafficLines(style)
    lines += capLines(style)
    let heat = system.milliCelsius.map { Figures.celsius($0) } ?? Text("no temperature sensor")
    let free = system.availableBytes.map { ", \(Figures.size($0)) free" } ?? Text()
    lines.append(labelled("machine", "\(heat)\(free)"))
    let file = printable(config.file, width: 48)
    switch config.verdict {
    case .valid: lines.append(labelled("config", file))
    case .invalidKeptRunning:
      lines.append(labelled("config", style.bad("\(file) is invalid; the config before it runs")))
    case .invalidAtStart:
      lines.append(labelled("config", style.bad("\(file) is invalid; the safe defaults run")))
    }
    for problem in config.problems.prefix(5) {
      lines += wrapped("", printable(problem, width: 300))
    }
    if !storage.writable { lines.append(labelled("storage", style.bad("cannot be written"))) }
    if !storage.note.isEmpty { lines += wrapped("journal", printable(storage.note, width: 200)) }
    return lines
  }
}

extension StatusDocument {
  /// The shaped line; nothing if nobody asked for it.
  private func trafficLines(_ style: StatusStyle) -> [Text] {
    guard traffic.state != .off else { return [] }
    let state = Text(traffic.state.text)
    var line =
      traffic.state == .shaping || traffic.state == .waiting ? state : style.bad(state)
    if traffic.state == .shaping {
      let up = traffic.upload.map { "to \(Figures.rate($0))" } ?? Text("not")
      let down = traffic.download.map { "to \(Figures.rate($0))" } ?? Text("not")
      line.append(": upload \(up), download \(down)")
    }
    return [labelled("line", line)] + traffic.classes.map { classLine($0) } + delayLine
      + traffic.notes.flatMap { wrapped("", printable($0, width: 300)) }
  }

  private var delayLine: [Text] {
    guard traffic.state == .shaping, let roundTrip = traffic.roundTrip else { return [] }
    let rest = traffic.roundTripAtRest.map { ", \(Figures.milliseconds($0)) at rest" as Text }
    return [labelled("delay", "\(Figures.milliseconds(roundTrip))\(rest ?? Text())")]
  }

  /// `guest    up 1.2 Mbit/s, down 18 Mbit/s, 12 dropped`, in columns.
  private func classLine(_ one: ClassStatus) -> Text {
    var line = labelled("", Text())
    line.append(left: Text(one.trafficClass.code), width: 7)
    line.append(left: "up \(Figures.rate(one.up.rate))", width: 17)
    line.append(left: "down \(Figures.rate(one.down.rate))", width: 19)
    line.append("\(Figures.size(one.up.bytes)) up, \(Figures.size(one.down.bytes)) down")
    return line
  }

  func labelled(_ label: StaticString, _ value: Text) -> Text {
    var line = Text()
    line.append(left: Text(label), width: 9)
    line.append(value)
    return line
  }

  /// A label and a sentence that is broken between words at 80 columns.
  func wrapped(_ label: StaticString, _ sentence: Text) -> [Text] {
    var lines: [Text] = []
    var line = labelled(label, Text())
    var isEmpty = true
    for word in sentence.bytes.split(separator: 0x20) {
      if !isEmpty, line.columns(from: 0) + 1 + word.count > 80 {
        lines.append(line)
        (line, isEmpty) = (labelled("", Text()), true)
      }
      if !isEmpty { line.append(" ") }
      line.append(bytes: word)
      isEmpty = false
    }
    return lines + [line]
  }
}

extension LEDCode {
  var label: Text { "\(code) (\(text))" }
}

extension MinerStatus {
  var activityText: Text {
    let workers: Text = threads == 1 ? "1 thread" : "\(threads) threads"
    return switch activity {
    case .idle: "starting"
    case .buildingTable: "building the table with \(workers)"
    case .hashing: "hashing with \(workers), \(Figures.grouped(hashesPerSecond)) hashes/s"
    case .waitingForUpload: "resting: enough waits for the upload"
    }
  }

  var processText: Text {
    guard let processID else { return "not running\(restartText)" }
    return "\(processID), \(Figures.size(residentBytes)) resident\(restartText)"
  }

  private var restartText: Text {
    if restarts == 0 { return lastEnd.isEmpty ? Text() : ", ended with \(lastEnd)" }
    let times: Text = restarts == 1 ? "once" : "\(Figures.compact(restarts)) times"
    return ", restarted \(times)"
      + (lastEnd.isEmpty ? Text() : ", last end: \(printable(lastEnd, width: 24))")
  }
}

func + (left: Text, right: Text) -> Text {
  var sum = left
  sum.append(right)
  return sum
}
