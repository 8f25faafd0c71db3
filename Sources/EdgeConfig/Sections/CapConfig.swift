public import EdgeTypes
internal import UCI

public enum CapPeriod: UInt8, Sendable { case day, month, lifetime }
public enum CapAction: UInt8, Sendable { case stop, throttle }

/// How much data may be used.
public struct CapConfig: Equatable, Sendable {
  public var name: [UInt8]
  public var scope = CapScope.miner
  public var period = CapPeriod.month
  /// 1...31, or -1 for the last day of the month.
  public var resetDay = 1
  public var limit: ByteCount
  public var atLimit = CapAction.stop
  public init(name: [UInt8], limit: ByteCount) { (self.name, self.limit) = (name, limit) }
}

extension SectionType {
  static var cap: SectionType { SectionType("cap", isRepeated: true) { $0.readCap(&$1) } }
}

extension ConfigDecoder {
  fileprivate mutating func readCap(_ reader: inout SectionReader) {
    var cap = CapConfig(name: reader.section.name.bytes, limit: ByteCount(0))
    let scopes: Choices<CapScope> = CapScope.allCases.map { ($0.code, $0) }
    reader.read(
      "scope", .choice(scopes), into: &cap.scope, default: "`miner`", help: "whose traffic counts")
    let periods: Choices<CapPeriod> = [("day", .day), ("month", .month), ("lifetime", .lifetime)]
    reader.read(
      "period", .choice(periods), into: &cap.period, default: "`month`",
      help: "when counting starts anew: each day, each month, or never")
    reader.read(
      "reset_day", .resetDay, into: &cap.resetDay, default: "`1`",
      help: "the day of the month on which it does; `-1` is the last day")
    let limitWord = reader.word(
      "limit", .size, default: "none: must be given",
      help: "how much, in both directions together")
    let actions: Choices<CapAction> = [("stop", .stop), ("throttle", .throttle)]
    reader.read(
      "at_limit", .choice(actions), into: &cap.atLimit, default: "`stop`",
      help: "what happens then")
    guard let limitWord else {
      reader.missing("limit", expected: "option limit '50GB': a cap without one means nothing")
      return
    }
    guard let limit = reader.decode(limitWord, "limit", .size) else { return }
    cap.limit = limit
    config.caps.append(cap)
  }
}

extension ValueKind where Value == Int {
  fileprivate static var resetDay: ValueKind {
    ValueKind(ManualText("1 to 31, or `-1`")) { (text) throws(ValueFault) in
      guard let day = Int(decimalText: text), day == -1 || (1...31).contains(day) else {
        throw ValueFault(
          "is not a day of the month", expected: "1 to 31, or -1 for the last day of the month")
      }
      return day
    }
  }
}
