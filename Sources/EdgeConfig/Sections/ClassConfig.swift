public import EdgeTypes
internal import UCI

/// How the line is shared.
public struct ClassConfig: Equatable, Sendable {
  public var trafficClass: TrafficClass
  public var guarantee: Share?
  public var ceiling: Share?
  public init(_ trafficClass: TrafficClass) { self.trafficClass = trafficClass }
}

extension SectionType {
  static var trafficClass: SectionType {
    SectionType("class", isRepeated: true) { $0.readClass(&$1) }
  }
}

extension ConfigDecoder {
  /// The class is the section's name, or `option class` where another section has that name.
  fileprivate mutating func readClass(_ reader: inout SectionReader) {
    let named = reader.value(
      "class", .choice(TrafficClass.names), default: "the section's name",
      help: "which class, where the section needs another name")
    let guaranteeWord = reader.word(
      "guarantee", .share, default: "none",
      help: "a share of the line that the class always gets; all of them together are at most 100%")
    let guarantee = guaranteeWord.flatMap { reader.decode($0, "guarantee", .share) }
    let ceiling = reader.value(
      "ceiling", .share, default: "the line",
      help: "a share of the line that the class never exceeds, at least its guarantee")
    if reader.has("class"), named == nil { return }
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

  private func className(_ reader: inout SectionReader) -> TrafficClass? {
    let name = reader.section.name
    let names = TrafficClass.names.map { Text($0.name).bytes }
    if let index = names.firstIndex(of: name.bytes) { return TrafficClass.names[index].value }
    reader.problems.add(
      .error, at: name,
      reader.section.isAnonymous
        ? "a class without a name" : "there is no class '\(ProblemList.excerpt(name.bytes))'",
      expected: "config class \(TrafficClass.quotedNames), or an option class with one of these",
      nearest: nearestName(to: name.bytes, among: names))
    return nil
  }
}
