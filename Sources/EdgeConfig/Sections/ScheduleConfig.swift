public import EdgeTypes
internal import UCI

/// A daily window of local time, in minutes after midnight; `stop` may be before `start`.
public struct ScheduleConfig: Equatable, Sendable {
  public var name: [UInt8]
  public var trafficClass: TrafficClass
  public var startMinute: Int
  public var stopMinute: Int
  public init(name: [UInt8], trafficClass: TrafficClass, startMinute: Int, stopMinute: Int) {
    (self.name, self.trafficClass) = (name, trafficClass)
    (self.startMinute, self.stopMinute) = (startMinute, stopMinute)
  }
}

extension SectionType {
  static var schedule: SectionType {
    SectionType("schedule", isRepeated: true) { $0.readSchedule(&$1) }
  }
}

extension ConfigDecoder {
  fileprivate mutating func readSchedule(_ reader: inout SectionReader) {
    let trafficClass = reader.value(
      "class", .choice(TrafficClass.names), default: "none: must be given",
      help: "whose window it is")
    let start = reader.value(
      "start", .minuteOfDay, default: "none: must be given", help: "when the class may start")
    let stopWord = reader.word(
      "stop", .minuteOfDay, default: "none: must be given", help: "when the class must stop")
    let stop = stopWord.flatMap { reader.decode($0, "stop", .minuteOfDay) }
    for name: StaticString in ["class", "start", "stop"] where !reader.has(name) {
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
