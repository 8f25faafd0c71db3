public import EdgeConfig
public import EdgeTypes

/// How far a cap is used.
public enum CapState: UInt8, Equatable, Sendable {
  case ok
  /// 80 % and more.
  case warning
  /// All of it: what `at_limit` says is done.
  case reached
}

/// A cap and what has been used of it in its period.
public struct CapUse: Equatable, Sendable {
  public let cap: CapConfig
  public let used: ByteCount
  public init(cap: CapConfig, used: ByteCount) { (self.cap, self.used) = (cap, used) }

  public var state: CapState {
    let limit = cap.limit.bytes
    if used.bytes >= limit { return .reached }
    return used.bytes >= limit - limit / 5 ? .warning : .ok
  }

  /// Of the limit, rounded down; more than 100 if more was used.
  public var percent: Int {
    guard cap.limit.bytes > 0 else { return 100 }
    let (product, overflow) = used.bytes.multipliedReportingOverflow(by: 100)
    return Int(
      clamping: overflow
        ? used.bytes / max(1, cap.limit.bytes / 100) : product / cap.limit.bytes)
  }

  var allowance: ClassAllowance {
    guard state == .reached else { return .full }
    return cap.atLimit == .stop ? .stopped : .throttled(CapPolicy.throttledRate)
  }

  /// How much is used, as half a sentence.
  var figures: Text {
    let size = "\(Figures.size(used.bytes)) of \(Figures.size(cap.limit.bytes))" as Text
    return switch cap.period {
    case .day: "\(label): \(size) used today"
    case .month: "\(label): \(size) used this month"
    case .lifetime: "\(label): \(size) used in all"
    }
  }

  private var label: Text {
    cap.name.isEmpty ? "cap" : "cap '\(printable(cap.name, width: 32))'"
  }

  /// What it does now, as a sentence; nil if it does nothing.
  var effect: Text? {
    let what: Text
    switch allowance {
    case .full: return nil
    case .stopped: what = "stopped"
    case .throttled(let rate): what = "slowed to \(Figures.rate(rate))"
    }
    return "\(figures): \(cap.scope.subject) \(what)\(renewal)"
  }

  private var renewal: Text {
    switch cap.period {
    case .day: " until midnight"
    case .month where cap.resetDay < 0: " until the last day of the month"
    case .month: " until day \(cap.resetDay) of the month"
    case .lifetime: "; raise 'option limit' to go on"
    }
  }
}

/// What has to be said once when a cap passes 80 %, is used up, or holds nobody back any more.
public struct CapNews: Equatable, Sendable {
  public let text: Text
  public let isWarning: Bool

  public static func between(_ old: [CapUse], _ new: [CapUse]) -> [CapNews] {
    new.compactMap { use in
      let before =
        old.first {
          $0.cap.name == use.cap.name && $0.cap.scope == use.cap.scope
            && $0.cap.period == use.cap.period
        }?.state ?? .ok
      switch (before, use.state) {
      case (.ok, .ok), (.warning, .warning), (.reached, .reached), (.warning, .ok): return nil
      case (.ok, .warning): return CapNews(text: "\(use.figures); 80 % is used", isWarning: true)
      case (_, .reached): return use.effect.map { CapNews(text: $0, isWarning: false) }
      case (.reached, _):
        return CapNews(text: "\(use.figures): it holds nobody back now", isWarning: false)
      }
    }
  }
}
