internal import EdgeTypes

extension StatusDocument {
  private static let barWidth = 8
  private static let mostLines = 16

  /// One line a cap with a bar, then what caps and schedules do; nothing where there are none.
  func capLines(_ style: StatusStyle) -> [Text] {
    var lines: [Text] = []
    for (index, cap) in caps.limits.prefix(Self.mostLines).enumerated() {
      lines.append(labelled(index == 0 ? "caps" : "", cap.line(style, bar: Self.barWidth)))
    }
    if caps.limits.count > Self.mostLines {
      lines.append(labelled("", "and \(caps.limits.count - Self.mostLines) more"))
    }
    if let doubt = caps.clockDoubt, !caps.limits.isEmpty || !caps.effects.isEmpty {
      lines += wrapped("clock", Text(doubt.text))
    }
    for (index, line) in caps.effects.enumerated() {
      lines += wrapped(index == 0 ? "held" : "", printable(line, width: 300))
    }
    for line in caps.disagreements { lines += wrapped("counts", printable(line, width: 300)) }
    return lines
  }
}

extension CapStatus {
  fileprivate func line(_ style: StatusStyle, bar width: Int) -> Text {
    var line = Text()
    line.append(left: printable(name, width: 10), width: 11)
    line.append(left: Text(scope.code), width: 6)
    line.append(paint(bar(style, width), style))
    var share = Text()
    share.append(right: "\(min(percent, 9_999)) %", width: 7)
    line.append(paint(share, style))
    line.append("  \(Figures.size(usedBytes)) of \(Figures.size(limitBytes))")
    if !renewsOn.isEmpty { line.append(", until \(printable(renewsOn, width: 10))") }
    return line
  }

  private func bar(_ style: StatusStyle, _ width: Int) -> Text {
    let full = max(0, min(percent, 100)) * width / 100
    var bar = Text()
    for place in 0..<width {
      if style.unicode {
        bar.append(place < full ? "█" : "░")
      } else {
        bar.append(place < full ? "#" : "-")
      }
    }
    return bar
  }

  private func paint(_ text: Text, _ style: StatusStyle) -> Text {
    switch state {
    case .ok: style.good(text)
    case .warning: style.careful(text)
    case .reached: style.bad(text)
    }
  }
}
