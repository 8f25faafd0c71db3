internal import EdgeTypes

/// `class`, `cap` and `schedule`: who may use how much of the line, and when.
extension ConfigDecoder {
  static let classes: Choices<TrafficClass> = TrafficClass.allCases.map { ($0.code, $0) }

  /// The class is the section's name, or `option class` where another section has that name.
  mutating func readClass(_ reader: inout SectionReader) {
    let named = reader.choice("class", ConfigDecoder.classes)
    let guaranteeWord = reader.word("guarantee")
    let guarantee = guaranteeWord.flatMap { reader.decode($0, "guarantee", Measure.share) }
    let ceiling = reader.value("ceiling", Measure.share)
    if reader.section.option(Array("class".utf8)) != nil, named == nil { return }
    guard let trafficClass = named ?? className(&reader) else { return }
    if config.classes.contains(where: { $0.trafficClass == trafficClass }) {
      reader.problems.add(
        .error, at: reader.section.name, "this class has a section already",
        expected: "one section for each class")
      return
    }
    var section = ClassConfig(trafficClass)
    (section.guarantee, section.ceiling) = (guarantee, ceiling)
    config.classes.append(section)
    guard let word = guaranteeWord, let guarantee else { return }
    guarantees.append(
      GivenGuarantee(word: word, share: guarantee, ceiling: ceiling, trafficClass: trafficClass))
  }

  /// `'owner', 'guest' or 'miner'`.
  private static var quotedClasses: Text {
    var text = Text()
    for (index, one) in classes.enumerated() {
      if index > 0 { text.append(index == classes.count - 1 ? " or " : ", ") }
      text.append("'\(one.name)'" as Text)
    }
    return text
  }

  private func className(_ reader: inout SectionReader) -> TrafficClass? {
    let name = reader.section.name
    let names = ConfigDecoder.classes.map { Text($0.name).bytes }
    if let index = names.firstIndex(of: name.bytes) { return ConfigDecoder.classes[index].value }
    reader.problems.add(
      .error, at: name,
      reader.section.isAnonymous
        ? "a class without a name" : "there is no class '\(ProblemList.excerpt(name.bytes))'",
      expected: "config class \(ConfigDecoder.quotedClasses), or an option class with one of these",
      nearest: nearestName(to: name.bytes, among: names))
    return nil
  }

  mutating func readCap(_ reader: inout SectionReader) {
    let scopes: Choices<CapScope> = CapScope.allCases.map { ($0.code, $0) }
    let periods: Choices<CapPeriod> = [("day", .day), ("month", .month), ("lifetime", .lifetime)]
    let scope = reader.choice("scope", scopes)
    let period = reader.choice("period", periods)
    let resetDay = reader.value("reset_day") { (text) throws(ValueFault) in
      guard let day = wholeNumber(text), day == -1 || (1...31).contains(day) else {
        throw ValueFault(
          "is not a day of the month", expected: "1 to 31, or -1 for the last day of the month")
      }
      return day
    }
    let limitWord = reader.word("limit")
    let actions: Choices<CapAction> = [("stop", .stop), ("throttle", .throttle)]
    let action = reader.choice("at_limit", actions)
    guard let limitWord else {
      reader.missing("limit", expected: "option limit '50GB': a cap without one means nothing")
      return
    }
    guard let limit = reader.decode(limitWord, "limit", Measure.size) else { return }
    var cap = CapConfig(name: reader.section.name.bytes, limit: limit)
    if let scope { cap.scope = scope }
    if let period { cap.period = period }
    if let resetDay { cap.resetDay = resetDay }
    if let action { cap.atLimit = action }
    config.caps.append(cap)
  }

  mutating func readSchedule(_ reader: inout SectionReader) {
    let trafficClass = reader.choice("class", ConfigDecoder.classes)
    let start = reader.value("start", Measure.minuteOfDay)
    let stopWord = reader.word("stop")
    let stop = stopWord.flatMap { reader.decode($0, "stop", Measure.minuteOfDay) }
    for name: StaticString in ["class", "start", "stop"]
    where reader.section.option(Text(name).bytes) == nil {
      reader.missing(name, expected: "a schedule with class, start and stop")
    }
    guard let trafficClass, let start, let stop, let stopWord else { return }
    guard start != stop else {
      reader.problems.add(
        .error, at: stopWord, "the schedule stops when it starts",
        expected: "a stop that differs from the start; leave the schedule out for all day")
      return
    }
    config.schedules.append(
      ScheduleConfig(
        name: reader.section.name.bytes, trafficClass: trafficClass, startMinute: start,
        stopMinute: stop))
  }
}
