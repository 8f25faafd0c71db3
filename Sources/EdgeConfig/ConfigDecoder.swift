internal import EdgeTypes
internal import UCI

/// A guarantee and where it stands in the file.
struct GivenGuarantee {
  let word: UCIWord
  /// Nil = no guarantee; `word` is then the section's name.
  let share: Share?
  let ceiling: Share?
  let trafficClass: TrafficClass
}

/// Turns sections into a `Config`, noting every problem on the way.
struct ConfigDecoder {
  var config = Config()
  var problems: ProblemList
  /// Why a payment address cannot be used; nil if it can.
  let addressFault: ([UInt8]) -> Text?
  /// What was asked for in each section, for the manual's test.
  private(set) var declared: [[OptionDeclaration]] = []
  /// Where values stand that are checked against each other at the end.
  var uploadLimitWord: UCIWord?
  var guarantees: [GivenGuarantee] = []
  /// One for each lease in the config.
  var leaseGuarantees: [GivenGuarantee] = []
  private let isComplete: Bool
  /// How many sections of each type there were, and where the first stands.
  private var repeated = [Int](repeating: 0, count: SectionType.all.count)
  private var firstLines = [Int?](repeating: nil, count: SectionType.all.count)

  init(problems: ProblemList, addressFault: @escaping ([UInt8]) -> Text?) {
    (self.problems, self.addressFault) = (problems, addressFault)
    isComplete = !problems.hasErrors
  }

  /// More of a type than this are not a configuration, and comparing them all takes long.
  static let mostOfAType = 64

  /// A section named like its type may share that name with a section of another type, such as
  /// `config led 'status'`: the name says nothing. To uci itself that is an error.
  static let freeNames = SectionType.all.filter { !$0.isRepeated }.map { Text($0.name).bytes }

  mutating func decode(_ package: UCIPackage) {
    for section in package.sections { decode(section) }
    checkLine()
    problems.sort()
  }

  mutating func decode(_ section: UCISection) {
    let types = SectionType.all
    guard let index = types.firstIndex(where: { Text($0.name).bytes == section.type.bytes }) else {
      let names = types.map { Text($0.name).bytes }
      problems.add(
        .error, at: section.type,
        "there is no section type '\(ProblemList.excerpt(section.type.bytes))'",
        expected: "one of \(Text(names.joined(separator: Array(", ".utf8))))",
        nearest: nearestName(to: section.type.bytes, among: names))
      return
    }
    guard takesAnother(index, section.type) else { return }
    var reader = SectionReader(section, problems, isComplete: isComplete)
    problems = ProblemList(file: [])
    types[index].read(&self, &reader)
    reader.finish()
    problems = reader.problems
    declared.append(reader.declared)
  }

  /// Counts a section of a type and says so when there is one too many.
  private mutating func takesAnother(_ index: Int, _ word: UCIWord) -> Bool {
    let type = SectionType.all[index]
    firstLines[index] = firstLines[index] ?? word.line
    repeated[index] += 1
    if type.isRepeated {
      if repeated[index] == ConfigDecoder.mostOfAType + 1 {
        problems.add(
          .error, at: word, "too many sections of type '\(type.name)'",
          expected: "at most \(ConfigDecoder.mostOfAType)")
      }
      return repeated[index] <= ConfigDecoder.mostOfAType
    }
    if repeated[index] > 1 {
      problems.add(
        .error, at: word, "a second section of type '\(type.name)'",
        expected: "one only; the first is at line \(firstLines[index] ?? 0)")
    }
    return true
  }
}
