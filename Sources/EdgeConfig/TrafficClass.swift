internal import EdgeTypes
internal import UCI

extension TrafficClass {
  static let names: Choices<TrafficClass> = TrafficClass.allCases.map { ($0.code, $0) }

  /// `'owner', 'guest' or 'miner'`.
  static var quotedNames: Text {
    var text = Text()
    for (index, one) in names.enumerated() {
      if index > 0 { text.append(index == names.count - 1 ? " or " : ", ") }
      text.append("'\(one.name)'" as Text)
    }
    return text
  }
}
