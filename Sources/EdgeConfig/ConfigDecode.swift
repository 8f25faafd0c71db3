public import EdgeTypes
public import UCI

extension Config {
  /// Reads a config file.
  ///
  /// `paymentAddressFault` says why an address cannot be paid to, or nil if it can. The config is
  /// nil if the file has an error of severity `.error`; with one of severity `.partial` it is
  /// there, and has no `paymentAddress` or no pool. An empty file gives the defaults.
  public static func decode(
    bytes: [UInt8], file: [UInt8], paymentAddressFault: @escaping ([UInt8]) -> Text?
  ) -> (config: Config?, problems: ProblemList) {
    let (package, problems) = UCIPackage.read(
      bytes, file: file, freeNames: ConfigDecoder.freeNames)
    var decoder = ConfigDecoder(problems: problems, addressFault: paymentAddressFault)
    decoder.decode(package)
    return (decoder.problems.hasErrors ? nil : decoder.config, decoder.problems)
  }

  /// Every section type with what it declares, in the order of the manual.
  public static var sections: [(type: StaticString, isRepeated: Bool, options: [OptionDeclaration])]
  {
    var decoder = ConfigDecoder(problems: ProblemList(file: []), addressFault: { _ in nil })
    for type in SectionType.all {
      let word = UCIWord(Text(type.name).bytes, line: 1, column: 1, length: 1, lastLine: 1)
      decoder.decode(UCISection(type: word, name: word, isAnonymous: true))
    }
    return zip(SectionType.all, decoder.declared).map { ($0.name, $0.isRepeated, $1) }
  }
}
